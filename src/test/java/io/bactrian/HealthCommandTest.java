package io.bactrian;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpServer;

import io.smallrye.config.SmallRyeConfigBuilder;

class HealthCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer service;
    private volatile int status = 200;
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            asked = exchange.getRequestURI().getPath();
            byte[] body = "{\"status\": \"the checks\"}\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private int run(String host, String... command) {
        var config = new SmallRyeConfigBuilder().withDefaultValues(Map.of("quarkus.http.host", host,
                "quarkus.http.port", Integer.toString(service.getAddress().getPort()))).build();
        return ServiceCommand.commandLine(config).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "status"})
    void aReadyServiceIsReportedWithCodeZero(String name) {
        assertThat(run("127.0.0.1", name)).isZero();
        assertThat(asked).isEqualTo("/observe/health/ready");
        assertThat(out.toString()).contains("the checks");
    }

    @Test
    void aServiceThatIsNotReadyIsCodeOneAndItsReasonsArePrinted() {
        status = 503;
        assertThat(run("127.0.0.1", "health")).isEqualTo(1);
        assertThat(out.toString()).contains("the checks");
    }

    @Test
    void aServiceThatListensEverywhereIsAskedOnLoopback() {
        assertThat(run("0.0.0.0", "health")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "no host at all"})
    void noServiceIsCodeOneAndNamesWhereItWasLookedFor(String host) {
        int port = service.getAddress().getPort();
        service.stop(0);
        assertThat(run(host, "health")).isEqualTo(1);
        assertThat(err.toString()).contains(host + ":" + port, "quarkus.http.port").hasLineCount(1);
    }

    @Test
    void theServicesOwnConfigurationSaysWhere() throws IOException {
        assertThat(HealthCommand.configuration().getValue("quarkus.http.port", Integer.class)).isPositive();
        System.setProperty("quarkus.http.port", "18080");
        try {
            assertThat(HealthCommand.configuration().getValue("quarkus.http.port", Integer.class)).isEqualTo(18080);
        } finally {
            System.clearProperty("quarkus.http.port");
        }
    }
}
