package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCommandTest {
    private final StubService service = new StubService();

    HealthCommandTest() throws IOException {
        service.say("GET /observe/health/ready", 200, "{\"status\": \"the checks\"}\n");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aReadyServiceIsReportedWithCodeZero() {
        assertThat(service.run("health")).isZero();
        assertThat(service.asked()).containsExactly("GET /observe/health/ready");
        assertThat(service.out()).contains("the checks");
    }

    @Test
    void aServiceThatIsNotReadyIsCodeOneAndItsReasonsArePrinted() {
        service.say("GET /observe/health/ready", 503, "{\"status\": \"the checks\"}\n");
        assertThat(service.run("health")).isEqualTo(1);
        assertThat(service.out()).contains("the checks");
    }

    @Test
    void aServiceThatListensEverywhereIsAskedOnLoopback() {
        assertThat(service.with("quarkus.http.host", "0.0.0.0").run("health")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "no host at all"})
    void noServiceIsCodeOneAndNamesWhereItWasLookedFor(String host) {
        service.close();
        assertThat(service.with("quarkus.http.host", host).run("health")).isEqualTo(1);
        assertThat(service.err()).contains(host + ":" + service.port(), "quarkus.http.port").hasLineCount(1);
    }

    @Test
    void aServiceThatTakesTlsOnlyIsSaid() {
        service.close();
        assertThat(service.with("quarkus.http.insecure-requests", "disabled").run("health")).isEqualTo(1);
        assertThat(service.err()).contains("only takes TLS");
    }

    @Test
    void theServicesOwnConfigurationSaysWhere() throws IOException {
        assertThat(ConfigurationSources.read().getValue("quarkus.http.port", Integer.class)).isPositive();
        System.setProperty("quarkus.http.port", "18080");
        try {
            assertThat(ConfigurationSources.read().getValue("quarkus.http.port", Integer.class)).isEqualTo(18080);
        } finally {
            System.clearProperty("quarkus.http.port");
        }
    }
}
