package io.bactrian.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import io.bactrian.metrics.OtlpMessages.Kind;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;

/**
 * All meters at one moment as an export: a request of OTLP in protobuf, compressed by gzip. Names, labels and units are those of the
 * registry's convention; counts go on from the process' start. Long task timers and meters of other kinds, of which there are none,
 * are left out. One thread.
 */
final class MetricsEncoder {
    private final MeterRegistry registry;
    private final Map<String, String> resource;
    private final long start;

    /** @param start since when is counted, milliseconds since 1970 */
    MetricsEncoder(MeterRegistry registry, Map<String, String> resource, long start) {
        this.registry = registry;
        this.resource = resource;
        this.start = start;
    }

    /** @param time milliseconds since 1970 */
    byte[] encode(long time) {
        Families families = new Families(time);
        registry.getMeters().forEach(families::add);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(OtlpMessages.request(resource, families.metrics()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private record Family(String description, Kind kind, List<byte[]> points) {
    }

    private final class Families {
        private final long time;
        private final long since;
        private final Map<String, Family> byName = new LinkedHashMap<>();

        Families(long time) {
            this.time = time;
            this.since = Math.min(start, time);
        }

        List<byte[]> metrics() {
            return byName.entrySet().stream().map(each -> OtlpMessages.metric(each.getKey(), each.getValue().description(),
                    each.getValue().kind(), each.getValue().points())).toList();
        }

        void add(Meter meter) {
            Meter.Id id = meter.getId();
            meter.use(gauge -> number(id, "", Kind.GAUGE, gauge.value()),
                    counter -> number(id, "", Kind.SUM, counter.count()),
                    timer -> timer(id, timer),
                    summary -> distribution(id, summary.takeSnapshot(), TimeUnit.NANOSECONDS),
                    task -> {
                    },
                    gauge -> number(id, "", Kind.GAUGE, gauge.value(TimeUnit.SECONDS)),
                    counter -> number(id, "", Kind.SUM, counter.count()),
                    timer -> timer(id, timer),
                    other -> {
                    });
        }

        private void timer(Meter.Id id, Timer timer) {
            distribution(id, timer.takeSnapshot(), TimeUnit.SECONDS);
        }

        private void timer(Meter.Id id, FunctionTimer timer) {
            point(id, "", Kind.SUMMARY, OtlpMessages.summary(since, time, labels(id), (long) timer.count(),
                    timer.totalTime(TimeUnit.SECONDS), Map.of()));
        }

        /** @param unit nanoseconds for what is no time, and has the unit that it was recorded in */
        private void distribution(Meter.Id id, HistogramSnapshot all, TimeUnit unit) {
            Map<Double, Double> quantiles = new LinkedHashMap<>();
            for (ValueAtPercentile value : all.percentileValues()) {
                quantiles.put(value.percentile(), value.value(unit));
            }
            point(id, "", Kind.SUMMARY,
                    OtlpMessages.summary(since, time, labels(id), all.count(), all.total(unit), quantiles));
            number(id, "_max", Kind.GAUGE, all.max(unit));
        }

        private void number(Meter.Id id, String suffix, Kind kind, double value) {
            point(id, suffix, kind, OtlpMessages.number(since, time, labels(id), value));
        }

        private void point(Meter.Id id, String suffix, Kind kind, byte[] point) {
            byName.computeIfAbsent(id.getConventionName(registry.config().namingConvention()) + suffix,
                    name -> new Family(id.getDescription(), kind, new ArrayList<>())).points().add(point);
        }

        private Map<String, String> labels(Meter.Id id) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (Tag tag : id.getConventionTags(registry.config().namingConvention())) {
                labels.put(tag.getKey(), tag.getValue());
            }
            return labels;
        }
    }
}
