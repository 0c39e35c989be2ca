package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.Application;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;

class OperationsIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final String LEAK = """
                                       - route:
                                           id: leak
                                           from:
                                             uri: platform-http:/leak
                                             steps:
                                               - setBody:
                                                   constant: x
                                               - loop:
                                                   constant: "29"
                                                   steps:
                                                     - setBody:
                                                         simple: "${body}${body}"
                                       """;

    @Test
    void aSecondProcessOnTheSameFoldersEndsAndTheFirstIsNotDisturbed() throws IOException {
        try (var broker = new MosquittoBroker()) {
            broker.start();
            try (var first = application(broker.url()).start();
                    var second = new Application(first.directory(), Ports.free()).with("bactrian.mqtt.url", broker.url())) {
                second.launch();

                assertThat(second.process().awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(Files.readString(second.log())).contains("bactrian.spool.dir", "bactrian.rollout.dir",
                        "is in use by process " + first.process().pid(), "stop that process");
                assertThat(first.metrics().sum("bactrian_mqtt_reconnects_total")).isZero();
                assertThat(first.ready()).isTrue();

                first.kill();
                first.start();
            }
        }
    }

    @Test
    void aProcessThatRunsOutOfMemoryEndsWithoutTheJvmsOptionToo() throws IOException {
        Path routes = Scratch.directory("routes");
        Files.writeString(routes.resolve("leak.camel.yaml"), LEAK);
        for (String option : List.of("-XX:-ExitOnOutOfMemoryError", "-XX:+ExitOnOutOfMemoryError")) {
            try (var broker = new MosquittoBroker()) {
                broker.start();
                try (var application = application(broker.url()).with("bactrian.routes.dir", routes).jvm("-Xmx128m").jvm(option)
                        .environment("JAVA_TOOL_OPTIONS", "-Dfrom.outside=true")) {
                    application.start();
                    await().until(() -> application.get("/leak").isEmpty() && !application.process().alive());

                    assertThat(application.process().awaitExit(PATIENCE)).as(option).isEqualTo(3);
                    assertThat(Files.readString(application.log())).contains("OutOfMemoryError");
                }
            }
        }
    }

    @Test
    void aPasswordFromTheEnvironmentReachesTheBrokerToTheLetter() throws IOException {
        for (String password : List.of("a${HOME}b", "$${x}$", "c${not.there}d$", " {{x}} RAW(y) &%41\\ ")) {
            try (var broker = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                    var application = application("tcp://127.0.0.1:" + broker.getLocalPort())
                            .environment("BACTRIAN_MQTT_USERNAME", "u").environment("BACTRIAN_MQTT_PASSWORD", password)
                            .environment("KAFKA_SASL_JAAS_CONFIG",
                                    "x.Module required username=\"u\" password=\"${not.there} {{x}}\";")) {
                broker.setSoTimeout((int) PATIENCE.toMillis());
                application.launch();
                try (var connection = broker.accept()) {
                    assertThat(connect(connection)).endsWith(password);
                }
                assertThat(Files.readString(application.log())).doesNotContain(password);
            }
        }
    }

    @Test
    void whoHoldsConnectionsKeepsNobodyFromHealthAndAmbiguousRequestsAreRefused() throws IOException {
        int port = Ports.free();
        List<Socket> slow = new ArrayList<>();
        try (var broker = new MosquittoBroker(); var application = new Application(Scratch.directory("application"), port)) {
            broker.start();
            application.with("bactrian.mqtt.url", broker.url()).start();
            for (int i = 0; i < 600; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertThat(application.get("/observe/health/live")).hasValueSatisfying(
                    response -> assertThat(response.statusCode()).isEqualTo(200));
            for (Socket socket : slow) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                assertThat(ended(socket)).isTrue();
            }
            for (String headers : List.of("Content-Length: 5\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked\r\nContent-Length: 5")) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout((int) PATIENCE.toMillis());
                    socket.getOutputStream().write(("GET /observe/health/live HTTP/1.1\r\nHost: x\r\n" + headers
                            + "\r\n\r\n0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                            .isEqualTo("HTTP/1.1 400");
                }
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** The text of a CONNECT packet. */
    private static String connect(Socket connection) throws IOException {
        connection.setSoTimeout((int) PATIENCE.toMillis());
        DataInputStream in = new DataInputStream(connection.getInputStream());
        assertThat(in.readByte()).isEqualTo((byte) 0x10);
        int length = in.readUnsignedByte();
        length = length < 0x80 ? length : (length & 0x7f) + (in.readUnsignedByte() << 7);
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Application application(String broker) {
        return new Application(Scratch.directory("application"), Ports.free()).with("bactrian.mqtt.url", broker)
                .with("kafka.bootstrap.servers", "127.0.0.1:1");
    }
}
