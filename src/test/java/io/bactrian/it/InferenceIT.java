package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Application;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;

/** Inference and telemetry over HTTP at the packaged application: what its HTTP server does around the routes. */
class InferenceIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INFER = "/v2/models/pump-anomaly/infer";
    private static final String TOKEN = "inference-has-this-token";
    private static final String OPERATOR = "operators-have-this-token";
    private static final int BAD_REQUESTS = 100_000;
    private static final int WINDOW = 30;
    private static final int WARM_UP = 20_000;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = Ports.free();

    private static String rows(int count) {
        String row = "0.21,0.27,2.4,0.1,89.4,28.4,228.6,125";
        return "{\"inputs\":[{\"name\":\"input\",\"shape\":[" + count + ",30,8],\"datatype\":\"FP32\",\"data\":["
                + (row + ",").repeat(30 * count - 1) + row + "]}]}";
    }

    private Application application(MosquittoBroker broker) {
        broker.start();
        return new Application(Scratch.directory("inference"), port).with("bactrian.mqtt.url", broker.url())
                .with("kafka.bootstrap.servers", "127.0.0.1:1");
    }

    @Test
    void compressedBodiesLimitsAndMethodsAreAnsweredAsTheProtocolSays() throws Exception {
        try (var broker = new MosquittoBroker(); var application = application(broker).start()) {
            byte[] plain = send(request(INFER).POST(BodyPublishers.ofString(rows(3)))).body();
            HttpResponse<byte[]> zipped = send(
                    request(INFER).header("Content-Encoding", "gzip").header("Accept-Encoding", "gzip")
                            .POST(BodyPublishers.ofByteArray(gzip(rows(3).getBytes(StandardCharsets.UTF_8)))));
            assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
            try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
                assertThat(JSON.readTree(in.readAllBytes())).isEqualTo(JSON.readTree(plain));
            }

            assertThat(refusedOrCutOff(request(INFER).header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofString("no gzip at all")))).isTrue();
            error(413, request(INFER).header("Content-Encoding", "gzip")
                    .POST(BodyPublishers.ofByteArray(gzip(new byte[100_000_000]))));
            error(415, request(INFER).header("Content-Encoding", "br").POST(BodyPublishers.ofString("{}")));
            error(405, request(INFER).GET());
            error(400,
                    request(INFER).header("Inference-Header-Content-Length", "999999").POST(BodyPublishers.ofString(rows(1))));
            assertThat(withBody("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n"))
                    .startsWith("HTTP/1.1 413").contains("application/json", "quarkus.http.limits.max-body-size");
            assertThat(Files.readString(application.log())).doesNotContain(" ERROR ");
        }
    }

    @Test
    void clientsThatGoInMidRequestOrSendSlowlyLeaveNothingAndDelayNobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (var broker = new MosquittoBroker(); var application = application(broker).start()) {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.getOutputStream()
                        .write(("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{\"inputs\":")
                                .getBytes(StandardCharsets.US_ASCII));
                if (i % 2 == 0) {
                    socket.close();
                } else {
                    slow.add(socket);
                }
            }

            assertThat(send(request(INFER).POST(BodyPublishers.ofString(rows(1)))).statusCode()).isEqualTo(200);
            await().atMost(Patience.LONG).until(() -> application.metrics().sum("bactrian_http_body_bytes") == 0);
            assertThat(application.ready()).isTrue();
            assertThat(Files.readString(application.log())).doesNotContain(" ERROR ");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void withoutBrokerAndKafkaRequestsAreAnsweredAndTheirSamplesAreOnDisk() throws Exception {
        try (var application = new Application(Scratch.directory("inference"), port)
                .with("bactrian.mqtt.url", "tcp://127.0.0.1:" + Ports.free())
                .with("kafka.bootstrap.servers", "127.0.0.1:1").launch()) {
            application.process().await("ready for requests", Patience.LONG, () -> application
                    .get("/v2/models/pump-anomaly/ready").map(response -> response.statusCode() == 200).orElse(false));
            assertThat(application.down("broker")).isTrue();

            assertThat(status(INFER, rows(1), null)).isEqualTo(200);
            assertThat(status(INFER, rows(1).replaceFirst("\\{", "{\"parameters\":{\"sample\":true},"), null)).isEqualTo(200);
            String reading = "{\"features\":[0.21,0.27,2.4,0.1,89.4,28.4,228.6,125]}";
            for (int i = 0; i < WINDOW; i++) {
                assertThat(status("/devices/pump-1/telemetry", reading, null)).isEqualTo(200);
            }
            assertThat(application.metrics().sum("bactrian_spool_records", "spool=\"samples\"")).isEqualTo(1 + WINDOW);
        }
    }

    @Test
    void whereOthersReachItNothingIsOpenWithoutATokenAndEachTokenOpensItsOwn() throws Exception {
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("quarkus.http.host", "0.0.0.0").start()) {
            assertThat(error(403, request(INFER).POST(BodyPublishers.ofString(rows(1))))).contains("bactrian.inference.token");
            assertThat(error(403, request("/devices/pump-1/telemetry").POST(BodyPublishers.ofString("{}"))))
                    .contains("bactrian.devices.tokens");
            assertThat(send(request("/bactrian/models").GET()).statusCode()).isEqualTo(404);
            assertThat(send(request("/v2/health/live").GET()).statusCode()).isEqualTo(200);
            assertThat(send(request("/observe/metrics").GET()).statusCode()).isEqualTo(200);
            assertThat(new String(send(request("/observe/health/ready").GET()).body(), StandardCharsets.UTF_8))
                    .contains("bactrian.inference.token is not set", "bactrian.devices.tokens is not set");
            assertThat(Files.readString(application.log())).contains("bactrian.inference.token is not set");
        }
        Path tokens = Files.writeString(Scratch.directory("tokens").resolve("devices"), "pump-1 pump-1-has-this-token\n");
        try (var broker = new MosquittoBroker();
                var application = application(broker).with("quarkus.http.host", "0.0.0.0")
                        .environment("BACTRIAN_INFERENCE_TOKEN", TOKEN).environment("BACTRIAN_API_TOKEN", OPERATOR)
                        .with("bactrian.devices.tokens", tokens).start()) {
            assertThat(status(INFER, rows(1), TOKEN)).isEqualTo(200);
            assertThat(status(INFER, rows(1), OPERATOR)).isEqualTo(401);
            assertThat(status("/v2/repository/index", "", OPERATOR)).isEqualTo(200);
            assertThat(status("/v2/repository/index", "", TOKEN)).isEqualTo(401);
            String reading = "{\"features\":[0.21,0.27,2.4,0.1,89.4,28.4,228.6,125]}";
            assertThat(status("/devices/pump-1/telemetry", reading, "pump-1-has-this-token")).isEqualTo(200);
            assertThat(status("/devices/pump-2/telemetry", reading, "pump-1-has-this-token")).isEqualTo(401);
            assertThat(status("/devices/pump-2/telemetry", reading, TOKEN)).isEqualTo(401);
            assertThat(status("/devices/pump-2/telemetry", reading, OPERATOR)).isEqualTo(200);

            Files.writeString(tokens, "pump-2 pump-2-has-this-token\n");
            await().atMost(Patience.LONG)
                    .until(() -> status("/devices/pump-2/telemetry", reading, "pump-2-has-this-token") == 200);
            assertThat(status("/devices/pump-1/telemetry", reading, "pump-1-has-this-token")).isEqualTo(401);
            assertThat(Files.readString(application.log())).doesNotContain(TOKEN, OPERATOR, "has-this-token");
        }
    }

    @Test
    @Tag("slow")
    void aHundredThousandBadRequestsLeaveMemoryAsItWas() throws Exception {
        try (var broker = new MosquittoBroker(); var application = touched(application(broker)).start()) {
            bad(WARM_UP);
            long before = residentKilobytes(application);
            bad(BAD_REQUESTS);
            long after = residentKilobytes(application);

            System.out.printf("Resident memory: %d kB after %d bad requests, %d kB after %d more%n", before, WARM_UP, after,
                    BAD_REQUESTS);
            assertThat(after - before).isLessThan(40_000);
            assertThat(application.metrics().sum("bactrian_inference_failed_total")).isEqualTo(WARM_UP + BAD_REQUESTS);
            assertThat(send(request(INFER).POST(BodyPublishers.ofString(rows(2)))).statusCode()).isEqualTo(200);
        }
    }

    /** With the whole heap resident from the start, so that what grows later is not the heap. */
    private static Application touched(Application application) {
        return application.jvm("-Xmx256m").jvm("-Xms256m").jvm("-XX:+AlwaysPreTouch");
    }

    /** So many, one behind the other, on one connection; every kind in turn. */
    private void bad(int count) throws IOException {
        List<String> kinds = List.of(rows(1).replace("FP32", "FP64"), rows(1).replace("[1,30,8]", "[1,8,30]"),
                rows(1).replace("[1,30,8]", "[4294967296,4294967296,8]"), rows(1).replace("[1,30,8]", "[2,30,8]"),
                rows(1).replace("125]", "NaN]"), rows(1).replace("125]", "1e99]"), "{\"inputs\":[", "",
                rows(1).replace("input\"", "inptu\""),
                "{\"outputs\":[{\"name\":\"z\"}]," + rows(1).substring(1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Patience.LONG.toMillis());
            for (int i = 0; i < count; i++) {
                String body = kinds.get(i % kinds.size());
                socket.getOutputStream()
                        .write(("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
                assertThat(response(socket)).as(body).startsWith("HTTP/1.1 400");
            }
        }
    }

    /** Head and body of one response. */
    private static String response(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            assertThat(next).isNotNegative();
            head.write(next);
        }
        String text = head.toString(StandardCharsets.US_ASCII);
        int at = text.toLowerCase(Locale.ROOT).indexOf("content-length: ") + "content-length: ".length();
        socket.getInputStream().readNBytes(Integer.parseInt(text.substring(at, text.indexOf('\r', at))));
        return text;
    }

    private static long residentKilobytes(Application application) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + application.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Patience.LONG)
                .header("Content-Type", "application/json");
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private int status(String path, String body, String token) throws Exception {
        return send(request(path).header("Authorization", "Bearer " + token).POST(BodyPublishers.ofString(body))).statusCode();
    }

    /** What cannot be decompressed gets an error, or its connection ends. */
    private boolean refusedOrCutOff(HttpRequest.Builder request) throws Exception {
        try {
            return send(request).statusCode() == 400;
        } catch (IOException e) {
            return true;
        }
    }

    /** The error of a request that ends so. */
    private String error(int status, HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response = send(request);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        String error = JSON.readTree(response.body()).path("error").asText();
        assertThat(error).isNotBlank();
        return error;
    }

    /** The response as it comes, to the end of its JSON. */
    private String withBody(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Patience.LONG.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            for (int next = 0; next >= 0 && next != '}';) {
                next = socket.getInputStream().read();
                response.write(next);
            }
            return response.toString(StandardCharsets.US_ASCII);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
