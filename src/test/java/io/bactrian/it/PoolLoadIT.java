package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.cloud.pool.Versions;
import io.bactrian.delivery.Archives;
import io.bactrian.kit.Application;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;

/** The pool under many clients, slow clients and kills. */
class PoolLoadIT {
    private static final String TOKEN = "the-token-of-control";
    private static final int WEIGHTS = 4 << 20;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path scratch = Scratch.directory("pool-load");
    private final int port = Ports.free();
    private final Application cloud = new Application(scratch, port);

    @BeforeEach
    void start() {
        cloud.with("bactrian.role", "cloud").with("bactrian.cloud.dir", scratch.resolve("cloud"))
                .with("kafka.bootstrap.servers", "127.0.0.1:1").with("bactrian.api.token", TOKEN)
                .with("bactrian.cloud.pool.downloads", 40).with("bactrian.cloud.pool.uploads", 1)
                .with("bactrian.cloud.pool.patience", "5s").jvm("-Xmx128m").start();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private byte[] archive(String line) throws IOException {
        Path folder = Versions.of(scratch.resolve("versions/" + line), line);
        byte[] weights = new byte[WEIGHTS];
        new Random(line.hashCode()).nextBytes(weights);
        Files.write(folder.resolve("weights.bin"), weights);
        return Versions.zip(folder);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(cloud.page("/bactrian/pool" + path)).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> upload(byte[] archive) throws Exception {
        return HTTP.send(to("/big?by=ada").POST(BodyPublishers.ofByteArray(archive)).build(), BodyHandlers.ofString());
    }

    private String digest(int version) throws Exception {
        return HTTP.send(to("/big/" + version).build(), BodyHandlers.ofString()).body().replaceAll(
                "(?s).*\"sha256\":\"([0-9a-f]+)\".*",
                "$1");
    }

    /** Fetches as an edge does: what has come is kept, and the rest follows. */
    private byte[] fetch(AtomicInteger refused) throws InterruptedException {
        byte[] come = {};
        while (true) {
            HttpRequest.Builder request = to("/big/1/archive");
            if (come.length > 0) {
                request.header("Range", "bytes=" + come.length + "-");
            }
            try {
                HttpResponse<InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    if (response.statusCode() == 503) {
                        refused.incrementAndGet();
                        assertThat(response.headers().firstValueAsLong("Retry-After")).isPresent();
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                        continue;
                    }
                    int before = come.length;
                    come = Arrays.copyOf(come, WEIGHTS * 2);
                    int length = before;
                    try {
                        for (int read = body.read(come, length, 1 << 16); read >= 0; read = body
                                .read(come, length, Math.min(1 << 16, come.length - length))) {
                            length += read;
                        }
                        return Arrays.copyOf(come, length);
                    } finally {
                        come = Arrays.copyOf(come, length);
                    }
                }
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200)); // cut off in the middle: go on
            }
        }
    }

    @Test
    void hundredsOfEdgesFetchAtOnceAndSlowOnesKeepNobodyAway() throws Exception {
        assertThat(upload(archive("one")).statusCode()).isEqualTo(201);
        String sha256 = digest(1);
        List<Socket> slow = new ArrayList<>();
        ExecutorService edges = Executors.newFixedThreadPool(60);
        try {
            for (int i = 0; i < 40; i++) { // as many as there may be downloads, and they read nothing
                Socket socket = new Socket();
                socket.setReceiveBufferSize(1 << 12);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.getOutputStream().write(("GET /bactrian/pool/big/1/archive HTTP/1.1\r\nHost: x\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            cloud.process().await("all slow downloads have begun", Patience.LONG,
                    () -> cloud.metrics().sum("bactrian_pool_downloads")
                            + cloud.metrics().sum("bactrian_pool_downloads_slow_total") >= 40);
            AtomicInteger refused = new AtomicInteger();
            List<Callable<String>> fetches = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                fetches.add(() -> Archives.sha256(fetch(refused)));
            }
            for (Future<String> fetched : edges.invokeAll(fetches)) {
                assertThat(fetched.get()).isEqualTo(sha256);
            }
            assertThat(refused.get()).isPositive();
            cloud.process().await("slow downloads are cut off", Patience.LONG,
                    () -> cloud.metrics().sum("bactrian_pool_downloads_slow_total") >= 40);
            cloud.process().await("no download is left", Patience.LONG,
                    () -> cloud.metrics().sum("bactrian_pool_downloads") == 0);
            assertThat(cloud.metrics().sum("bactrian_pool_downloads_refused_total")).isPositive();
            assertThat(cloud.log()).content().doesNotContain(" ERROR ");
        } finally {
            edges.shutdownNow();
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private Socket beginUpload(byte[] archive, int bytes) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        out.write(
                ("POST /bactrian/pool/big?by=ada HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Length: "
                        + archive.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(archive, 0, bytes);
        out.flush();
        return socket;
    }

    private void awaitUploads(int count) {
        cloud.process().await(count + " uploads", Patience.LONG, () -> cloud.metrics().sum("bactrian_pool_uploads") == count);
    }

    @Test
    void aKillInTheMiddleOfAnUploadLeavesNothingAndAfterItsResponseEverything() throws Exception {
        byte[] one = archive("one");
        byte[] two = archive("two");
        assertThat(upload(one).statusCode()).isEqualTo(201);
        String sha256 = digest(1);
        for (int bytes : new int[]{two.length / 3, two.length}) {
            Socket cut = beginUpload(two, bytes);
            awaitUploads(1);
            cloud.kill();
            cut.close();
            cloud.start();
            int versions = cloud.get("/bactrian/pool/big", TOKEN).orElseThrow().body().split("\"version\":").length - 1;
            assertThat(versions).isIn(1, bytes == two.length ? 2 : 1); // all had come: it may have been added just before
            assertThat(scratch.resolve("cloud/pool/incoming")).isEmptyDirectory();
            assertThat(digest(1)).isEqualTo(sha256);
            assertThat(Archives.sha256(fetch(new AtomicInteger()))).isEqualTo(sha256);
        }
        assertThat(upload(two).statusCode()).isIn(200, 201);
    }

    @Test
    void anUploadThatIsBrokenOffOrOneTooManyHarmsNobody() throws Exception {
        byte[] one = archive("one");
        Socket first = beginUpload(one, 1 << 16);
        awaitUploads(1);
        HttpResponse<String> second = upload(one);
        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).isPresent();
        first.close();
        awaitUploads(0);
        assertThat(scratch.resolve("cloud/pool/incoming")).isEmptyDirectory();
        assertThat(upload(one).statusCode()).isEqualTo(201);
        assertThat(cloud.log()).content().doesNotContain(" ERROR ");
    }

    /** Longer than other requests may take. */
    @Test
    void aSlowUploadGoesOnBeyondTheTenSecondsThatOtherRequestsHave() throws Exception {
        byte[] one = archive("one");
        try (Socket socket = beginUpload(one, 1 << 16)) {
            int sent = 1 << 16;
            for (int i = 0; i < 24; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                socket.getOutputStream().write(one, sent, 1 << 16);
                sent += 1 << 16;
            }
            socket.getOutputStream().write(one, sent, one.length - sent);
            socket.setSoTimeout((int) Patience.LONG.toMillis());
            byte[] head = socket.getInputStream().readNBytes(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 201");
        }
    }
}
