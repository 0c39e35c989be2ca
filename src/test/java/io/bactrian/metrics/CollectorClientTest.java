package io.bactrian.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.MetricsReceiver;
import io.bactrian.kit.MetricsReceiver.Answer;
import io.bactrian.kit.Ports;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;

class CollectorClientTest {
    private static final Map<String, String> PROTOBUF = Map.of("Content-Type", "application/x-protobuf");

    private final MetricsReceiver collector = new MetricsReceiver();

    @AfterEach
    void stop() {
        collector.close();
    }

    private static PushSettings settings(String url, String headers) {
        return new PushSettings(URI.create(url), RequestHeaders.parse(headers), Map.of(), Duration.ofMinutes(1), Path.of("x"),
                Duration.ofDays(1), 1, 1, 0);
    }

    private Outcome send(String url) throws Exception {
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new GZIPOutputStream(empty).close();
        return new CollectorClient(settings(url, "Authorization=Bearer%20secret"), Duration.ofSeconds(2))
                .send(empty.toByteArray());
    }

    @Test
    void anExportIsSentAsOtlpHasItWithItsHeaders() throws Exception {
        assertThat(send(collector.url())).isEqualTo(new Outcome(Outcome.Kind.TAKEN, null, 200, Duration.ZERO, 0));
        var headers = collector.taken().get(0).headers();
        assertThat(headers.getFirst("Content-Type")).isEqualTo("application/x-protobuf");
        assertThat(headers.getFirst("Content-Encoding")).isEqualTo("gzip");
        assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void whatWasLeftOutIsCountedWithItsReason() throws Exception {
        collector.answer(new Answer(200, PROTOBUF, ExportMetricsServiceResponse.newBuilder()
                .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder().setRejectedDataPoints(3)
                        .setErrorMessage("too\nold"))
                .build().toByteArray()));

        assertThat(send(collector.url()))
                .isEqualTo(new Outcome(Outcome.Kind.TAKEN, "3 points left out: too old", 200, Duration.ZERO, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void whatCannotGetBetterIsRefused(int status) throws Exception {
        collector.answer(new Answer(status, Map.of(), "bad \u001b[31m data".getBytes(UTF_8)));

        assertThat(send(collector.url())).isEqualTo(new Outcome(Outcome.Kind.REFUSED,
                "HTTP " + status + ": bad [31m data", status, Duration.ZERO, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 408, 429, 500, 502, 503, 504})
    void anythingElseMayBeTakenLater(int status) throws Exception {
        collector.answer(new Answer(status, Map.of("Retry-After", "120", "Location", collector.url()), new byte[0]));

        assertThat(send(collector.url())).isEqualTo(
                new Outcome(Outcome.Kind.FAILED, "HTTP " + status, status, Duration.ofSeconds(120), 0));
        assertThat(collector.asked()).as("no redirect is followed").hasSize(1);
    }

    @Test
    void theReasonOfACollectorIsRead() throws Exception {
        byte[] status = com.google.protobuf.UnknownFieldSet.newBuilder().addField(2, com.google.protobuf.UnknownFieldSet.Field
                .newBuilder().addLengthDelimited(com.google.protobuf.ByteString.copyFromUtf8("queue is full")).build()).build()
                .toByteArray();
        collector.answer(new Answer(503, PROTOBUF, status));

        assertThat(send(collector.url()).reason()).isEqualTo("HTTP 503: queue is full");
    }

    @Test
    void nobodyThereIsAFailureWithAReason() throws Exception {
        Outcome outcome = send(MetricsReceiver.url(Ports.free()));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.reason()).startsWith("no connection");
        assertThat(send("http://no.such.host.invalid/v1/metrics").reason()).isEqualTo("its host's name has no address");
    }

    @Test
    @Timeout(60)
    void aCollectorThatNeverAnswersOrNeverEndsIsNotWaitedForLong() throws Exception {
        for (String said : new String[]{"", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
            AtomicInteger parts = new AtomicInteger();
            try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread server = new Thread(() -> trickle(silent, said, parts));
                server.start();

                assertThat(send("http://127.0.0.1:" + silent.getLocalPort() + "/v1/metrics").reason())
                        .isEqualTo("no answer within 2 s");
                server.join();
            }
            assertThat(parts.get() > 0).isEqualTo(!said.isEmpty());
        }
    }

    /** Until the client has gone. */
    private static void trickle(ServerSocket server, String said, AtomicInteger parts) {
        try (Socket client = server.accept()) {
            OutputStream out = client.getOutputStream();
            out.write(said.getBytes(UTF_8));
            byte[] part = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(UTF_8);
            while (!said.isEmpty()) {
                out.write(part);
                parts.incrementAndGet();
            }
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // as it should be
        }
    }
}
