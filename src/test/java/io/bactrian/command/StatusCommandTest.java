package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

class StatusCommandTest {
    private static final String READY = """
                                        {"status": "%s", "checks": [
                                          {"name": "broker", "status": "%1$s", "data": {"url": "tcp://broker:1883", "connected": true}},
                                          {"name": "model", "status": "UP", "data": {"pump-anomaly": "4", "weird": "\\u001b[31mred"}},
                                          {"name": "twins", "status": "UP"}]}
                                        """;
    private static final String METRICS = """
                                          # HELP bactrian_info 1
                                          bactrian_info{role="edge",version="0.1.0"} 1.0
                                          process_start_time_seconds 1.7954316E9
                                          bactrian_telemetry_received_total %d
                                          bactrian_telemetry_refused_total{code="bad-json"} 3.0
                                          bactrian_reply_seconds{quantile="0.5"} 0.0011
                                          bactrian_reply_seconds{quantile="0.99"} 0.0042
                                          bactrian_reply_seconds_count 5.0
                                          bactrian_drift_level{model="pump"} NaN
                                          """;

    private final AtomicInteger received = new AtomicInteger();
    private final StubService service = new StubService();

    StatusCommandTest() throws IOException {
        service.say("GET /observe/health/ready", 200, READY.formatted("UP"));
        service.say("GET /observe/metrics",
                () -> new StubService.Answer(200, METRICS.formatted(received.getAndAdd(5_000_000))));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void healthVersionRoleRatesAndTimesArePrintedWithoutAToken() {
        assertThat(service.run("status", "--interval", "1")).isZero();

        assertThat(service.out()).startsWith("bactrian 0.1.0, edge, ready, up for ").contains("since 2026-11-23T",
                " messages/s, 0.0 refused/s", "answers: median 1.1 ms, p99 4.2 ms",
                "broker  up     url           tcp://broker:1883", "pump-anomaly  4", "with nothing to say: twins");
        assertThat(service.authorization()).isNull();
    }

    @Test
    void whatControlsATerminalIsNotPassedOnToIt() {
        service.run("status", "--interval", "0");

        assertThat(service.out()).contains("?[31mred").doesNotContain("\u001b");
    }

    @Test
    void jsonHasTheSame() throws IOException {
        assertThat(service.run("status", "--interval", "1", "--json")).isZero();

        JsonNode status = new ObjectMapper().readTree(service.out());
        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(status.path("messagesPerSecond").asDouble()).isPositive();
        assertThat(status.at("/checks/model/data/pump-anomaly").asText()).isEqualTo("4");
    }

    @Test
    void aServiceThatIsNotReadyIsCodeOneWithWhatIsDown() {
        service.say("GET /observe/health/ready", 503, READY.formatted("DOWN"));

        assertThat(service.run("status", "--interval", "0")).isEqualTo(1);
        assertThat(service.out()).contains("NOT READY", "broker  DOWN").doesNotContain("messages/s");
    }

    @Test
    void whetherPushedMetricsReachTheirCollectorIsSaidWhereTheyArePushed() throws IOException {
        service.run("status", "--interval", "0");
        assertThat(service.out()).doesNotContain("metrics push");
        for (Map.Entry<String, String> state : Map.of("NaN 0 0", "not tried yet", "1 0 0", "connected", "1 3 61.5",
                "connected, 3 waiting, the oldest for 1m 1s", "0 37 2220", "AWAY, 37 waiting, the oldest for 37m 0s")
                .entrySet()) {
            service.say("GET /observe/metrics", 200, """
                                                     bactrian_metrics_push_connected %s
                                                     bactrian_metrics_push_waiting %s
                                                     bactrian_metrics_push_oldest_seconds %s
                                                     """.formatted((Object[]) state.getKey().split(" ")));
            service.run("status", "--interval", "0");
            assertThat(service.out()).contains("metrics push: " + state.getValue() + "\n");
        }
        assertThat(service.run("status", "--interval", "0", "--json")).isZero();
        assertThat(service.out()).contains("\"metricsPush\"", "\"waiting\"");
    }

    @Test
    void aServiceWithoutMetricsIsStillDescribed() {
        service.say("GET /observe/metrics", 503, "");

        assertThat(service.run("status", "--interval", "1")).isZero();
        assertThat(service.out()).startsWith("bactrian ?, ?, ready").doesNotContain("NaN");
    }

    @Test
    void noServiceIsCodeOne() {
        service.close();

        assertThat(service.run("status")).isEqualTo(1);
        assertThat(service.err()).contains("no service answers").hasLineCount(1);
    }
}
