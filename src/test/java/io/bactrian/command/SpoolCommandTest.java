package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

class SpoolCommandTest {
    private static final String METRICS = """
                                          bactrian_spool_records{spool="samples"} 1200.0
                                          bactrian_spool_records{spool="retries"} 0.0
                                          bactrian_spool_bytes{spool="samples"} 3145728.0
                                          bactrian_spool_max_bytes{spool="samples"} 1.073741824E9
                                          bactrian_spool_oldest_seconds{spool="samples"} 75.5
                                          bactrian_spool_delivered_total{spool="samples"} 9.0
                                          bactrian_spool_dropped_oldest_total{spool="samples"} 2.0
                                          bactrian_spool_dropped_newest_total{spool="samples"} 1.0
                                          bactrian_spool_healthy{spool="samples"} %s
                                          bactrian_spool_healthy{spool="retries"} 1.0
                                          bactrian_spool_blocked{spool="samples"} %s
                                          """;

    private final StubService service = new StubService();

    SpoolCommandTest() throws IOException {
        service.say("GET /observe/metrics", 200, METRICS.formatted("1.0", "0.0"));
        service.say("GET /observe/health/ready", 200, "{\"checks\": []}");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void eachQueueHasItsDepthAgeAndRoom() throws IOException {
        assertThat(service.run("spool")).isZero();
        assertThat(service.out()).containsPattern("samples +1,200 +3.0 MiB +1.0 GiB +1m 15s +9 +3 +ok")
                .containsPattern("retries +0 ");

        assertThat(service.run("spool", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(service.out()).at("/0/records").asInt()).isEqualTo(1200);
    }

    @Test
    void aQueueThatIsFullOrBrokenIsCodeOneWithItsReason() {
        service.say("GET /observe/metrics", 200, METRICS.formatted("1.0", "1.0"));
        assertThat(service.run("spool")).isEqualTo(1);
        assertThat(service.out()).contains("FULL");

        service.say("GET /observe/metrics", 200, METRICS.formatted("0.0", "0.0"));
        service.say("GET /observe/health/ready", 503,
                "{\"checks\": [{\"name\": \"spool\", \"data\": {\"samples.error\": \"disk is full: free some\"}}]}");
        assertThat(service.run("spool")).isEqualTo(1);
        assertThat(service.out()).contains("BROKEN: disk is full: free some");
    }

    @Test
    void aServiceWithoutASpoolIsSaid() {
        service.say("GET /observe/metrics", 200, "up 1\n");
        assertThat(service.run("spool")).isEqualTo(1);
        assertThat(service.err()).contains("no spool");
    }
}
