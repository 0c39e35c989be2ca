package io.bactrian.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.Headers;

import io.bactrian.kit.MetricsReceiver.Export;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;

/** Meters as OpenTelemetry's own classes read them. */
@SuppressWarnings("deprecation")
class MetricsEncoderTest {
    private static final long START = 1_795_000_000_000L;
    private static final long NOW = START + 90_000;
    private static final long NANOS = 1_000_000;

    private final io.micrometer.prometheus.PrometheusMeterRegistry registry = new io.micrometer.prometheus.PrometheusMeterRegistry(
            io.micrometer.prometheus.PrometheusConfig.DEFAULT);

    MetricsEncoderTest() {
        Counter.builder("bactrian.answers").tag("label", "normal").description("Answers").register(registry).increment(3);
        Counter.builder("bactrian.answers").tag("label", "anomaly \"x\"").description("Answers").register(registry).increment();
        FunctionCounter.builder("bactrian.mqtt.received", this, all -> 17).register(registry);
        Gauge.builder("bactrian.shadow.score.difference", () -> Double.NaN).register(registry);
        Gauge.builder("bactrian.mqtt.connected", () -> 1).register(registry);
        TimeGauge.builder("process.uptime", () -> 1500, TimeUnit.MILLISECONDS).register(registry);
        Timer reply = Timer.builder("bactrian.reply").publishPercentiles(0.5, 0.99).register(registry);
        reply.record(Duration.ofMillis(2));
        reply.record(Duration.ofMillis(4));
        DistributionSummary.builder("bactrian.infer.batch.size").tag("model", "pump").register(registry).record(12);
        FunctionTimer.builder("jvm.work", this, all -> 4, all -> 2, TimeUnit.SECONDS).register(registry);
    }

    private Export export() throws IOException {
        byte[] bytes = new MetricsEncoder(registry, Map.of("service.name", "bactrian", "service.instance.id", "edge-1"), START)
                .encode(NOW);
        return new Export(ExportMetricsServiceRequest
                .parseFrom(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()), new Headers());
    }

    @Test
    void namesLabelsAndValuesAreThoseOfThePage() throws IOException {
        Map<String, Double> page = new TreeMap<>();
        registry.scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> page.put(
                line.substring(0, line.lastIndexOf(' ')).replace(",}", "}").replace("\\\"", "\""),
                Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));

        assertThat(page).containsEntry("bactrian_answers_total{label=\"normal\"}", 3.0)
                .containsEntry("bactrian_reply_seconds_sum", 0.006).containsEntry("process_uptime_seconds", 1.5)
                .hasSizeGreaterThan(14);
        assertThat(export().values()).isEqualTo(page);
    }

    @Test
    void metersOfTheJvmAreInItToo() throws IOException {
        new JvmMemoryMetrics().bindTo(registry);

        assertThat(export().values()).hasEntrySatisfying("jvm_memory_used_bytes{area=\"heap\",id=\""
                + heapPool() + "\"}", used -> assertThat(used).isPositive());
    }

    private static String heapPool() {
        return java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP).findFirst().orElseThrow().getName();
    }

    @Test
    void countsAreCumulativeSinceTheStart() throws IOException {
        var sum = export().metric("bactrian_answers_total").getSum();

        assertThat(sum.getAggregationTemporality()).isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
        assertThat(sum.getIsMonotonic()).isTrue();
        assertThat(sum.getDataPointsList()).hasSize(2).allSatisfy(point -> {
            assertThat(point.getStartTimeUnixNano()).isEqualTo(START * NANOS);
            assertThat(point.getTimeUnixNano()).isEqualTo(NOW * NANOS);
        });
        assertThat(export().metric("bactrian_reply_seconds").getSummary().getDataPoints(0).getStartTimeUnixNano())
                .isEqualTo(START * NANOS);
        assertThat(export().metric("bactrian_answers_total").getDescription()).isEqualTo("Answers");
    }

    @Test
    void whatGoesUpAndDownIsAGauge() throws IOException {
        List<NumberDataPoint> points = export().metric("bactrian_mqtt_connected").getGauge().getDataPointsList();

        assertThat(points).singleElement().satisfies(point -> assertThat(point.getAsDouble()).isEqualTo(1));
    }

    @Test
    void theResourceSaysWhoseTheyAre() throws IOException {
        assertThat(export().resource())
                .isEqualTo(Map.of("service.name", "bactrian", "service.instance.id", "edge-1"));
        assertThat(export().request().getResourceMetrics(0).getScopeMetrics(0).getScope().getName())
                .isEqualTo("io.bactrian");
    }

    @Test
    void aClockThatWasBehindAtTheStartMakesNoNegativeTime() throws IOException {
        byte[] bytes = new MetricsEncoder(registry, Map.of(), NOW + 1).encode(NOW);
        Export export = new Export(ExportMetricsServiceRequest
                .parseFrom(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes()), new Headers());

        assertThat(export.metric("bactrian_mqtt_received_total").getSum().getDataPoints(0).getStartTimeUnixNano())
                .isEqualTo(NOW * NANOS);
    }
}
