package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;

/** Orders that name manifests in a registry. */
@ExpectedErrors("io.bactrian.delivery")
class RegistryTest {
    private static final byte[] ONE = bytes(200_000, 1);
    private static final byte[] TWO = bytes(200_000, 2);
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString("edge:pa:ss word".getBytes(StandardCharsets.UTF_8));

    private static final Set<String> ENDS = Set.of("delivered", "rejected", "retrying");

    @TempDir
    private Path root;
    private DeliveryRig rig;
    private FakeRegistry registry;

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        rig = new DeliveryRig(root).start();
        registry = new FakeRegistry(rig.server, "models/pump");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private Order order(String id, int version, String reference, String sha256) {
        return new Order(id, "pump", version, OrderSource.of(registry.url(reference)), sha256, null, NodeSelector.ALL);
    }

    /** Looks go on for ever, so that it is given up after many. */
    private void soon(String what, BooleanSupplier done) {
        rig.until(what + ", or it was asked for many times", () -> done.getAsBoolean() || rig.server.requests().size() > 200);
        assertThat(done.getAsBoolean()).as(what + "; " + rig.deliveries.status()).isTrue();
    }

    private void lookOften() throws IOException {
        rig.look = Duration.ofMillis(100);
        restart();
    }

    private void restart() throws IOException {
        rig.deliveries.close();
        rig.start();
    }

    @Test
    void aTagBecomesTheVersionThatItsManifestSaysAndItsDigestIsRecorded() throws IOException {
        String digest = registry.push("latest", 4, ONE);
        rig.order(order("a", 0, ":latest", null)).untilState("a", "delivered");

        assertThat(rig.version(4)).containsOnlyKeys("model.onnx", "model.yaml").containsEntry("model.onnx", ONE);
        String note = Files.readString(rig.deliveries.models().resolve("pump/4").resolve(VersionStore.NOTE));
        assertThat(note).contains("models/pump:latest@sha256:" + digest, "\"digest\":\"" + digest + "\"",
                "\"sha256\":\"" + Archives.sha256(ONE) + "\"");
    }

    @Test
    void layersOfTheModelSpecificationAreTakenAndDocumentsAreLeft() {
        byte[] config = Archives.text("{\"descriptor\":{\"name\":\"pump\",\"version\":\"7\"}}");
        byte[] document = bytes(1000, 3);
        String type = "application/vnd.cncf.model.";
        registry.push("stable", "{\"mediaType\":\"" + type + "config.v1+json\",\"digest\":\"" + registry.blob(config) + "\"}",
                Map.of(), registry.layer(type + "weight.v1.raw", ONE, Map.of("org.cncf.model.filepath", "model.onnx")),
                registry.layer(type + "weight.config.v1.tar+gzip",
                        Archives.gzip(Archives.tar(Map.of("./model.yaml", Archives.text("task: raw\n")))), Map.of()),
                registry.layer(type + "doc.v1.raw", document, Map.of("org.cncf.model.filepath", "README.md")));
        rig.order(order("a", 0, ":stable", null)).untilState("a", "delivered");

        assertThat(rig.version(7)).containsOnlyKeys("model.onnx", "model.yaml").containsEntry("model.onnx", ONE);
        assertThat(rig.server.requests()).noneMatch(request -> request.contains(Archives.sha256(document)));
    }

    @Test
    void oneArchiveInALayerIsUnpackedAlsoWhereAllIsInAFolder() {
        Map<String, byte[]> files = Map.of("model.onnx", ONE, "model.yaml", new byte[0]);
        String config = "{}";
        registry.push("zip", config, Map.of(), registry.layer("application/zip", Archives.zip(files), Map.of()));
        registry.push("tgz", config, Map.of(), registry.layer("application/octet-stream", Archives.gzip(Archives.tar(files)),
                Map.of(FakeRegistry.TITLE, "v.tar.gz")));
        registry.push("folder", config, Map.of(), registry.layer("application/vnd.oci.image.layer.v1.tar+gzip",
                Archives.gzip(Archives.tar(Map.of("p/model.onnx", ONE, "p/model.yaml", new byte[0]))),
                Map.of(FakeRegistry.TITLE, "p", "io.deis.oras.content.unpack", "true")));
        rig.order(order("a", 1, ":zip", null), order("b", 2, ":tgz", null), order("c", 3, ":folder", null));
        for (String id : List.of("a", "b", "c")) {
            rig.untilState(id, "delivered");
        }

        assertThat(List.of(rig.version(1), rig.version(2), rig.version(3)))
                .allSatisfy(version -> assertThat(version).containsOnlyKeys("model.onnx", "model.yaml"));
    }

    @Test
    void aTagThatMovesToAnotherNumberIsDeliveredAtTheNextLook() throws IOException {
        lookOften();
        registry.push("latest", 1, ONE);
        rig.order(order("a", 0, ":latest", null)).untilState("a", "delivered");
        registry.push("latest", 2, TWO);
        soon("the next", () -> !rig.version(2).isEmpty() && rig.state("a").equals("delivered"));

        assertThat(rig.version(1)).containsEntry("model.onnx", ONE);
        assertThat(rig.version(2)).containsEntry("model.onnx", TWO);
        assertThat(rig.deliveries.unresolved()).isEmpty();
    }

    @Test
    void aTagThatMovesUnderTheSameNumberChangesNothingAndSaysSo() throws IOException {
        lookOften();
        registry.push("latest", 1, ONE);
        registry.push("four", 9, ONE);
        rig.order(order("a", 0, ":latest", null), order("b", 4, ":four", null)).untilState("a", "delivered");
        rig.untilState("b", "delivered");
        String moved = registry.push("latest", 1, TWO);
        registry.push("four", 10, TWO);
        soon("both said", () -> rig.deliveries.unresolved().size() == 2);

        assertThat(rig.deliveries.unresolved().get("a")).contains(moved, "version 1", "another number");
        assertThat(rig.state("a")).isEqualTo("delivered");
        assertThat(rig.version(1)).containsEntry("model.onnx", ONE);
        assertThat(rig.version(4)).containsEntry("model.onnx", ONE);
    }

    @Test
    void aManifestWithoutANumberIsRejectedWithTheRemedyAndTakenOnceItHasOne() throws IOException {
        lookOften();
        registry.push("latest", "{}", Map.of("org.opencontainers.image.version", "v1.2"), registry.file("model.onnx", ONE));
        rig.order(order("a", 0, ":latest", null)).untilState("a", "rejected");
        assertThat(rig.reason("a")).contains("--annotation bactrian.io/version=NUMBER");

        registry.push("latest", 3, ONE);
        soon("delivered", () -> rig.state("a").equals("delivered"));
        assertThat(rig.version(3)).isNotEmpty();
    }

    @Test
    void whatATagNamedIsKnownOverARestartWithoutTheRegistry() throws IOException {
        registry.push("latest", 1, ONE);
        rig.order(order("a", 0, ":latest", null)).untilState("a", "delivered");
        rig.server.put("v2/models/pump/manifests/latest", new byte[0]).status(503, "");
        rig.keep = 0;
        restart();
        rig.untilState("a", "delivered");
        rig.until("the look has failed", () -> !rig.deliveries.unresolved().isEmpty());

        assertThat(rig.deliveries.unresolved().get("a")).contains("answered 503");
        assertThat(rig.version(1)).containsEntry("model.onnx", ONE);
    }

    @Test
    void aManifestThatIsNotTheOneOfItsDigestIsNeverDelivered() {
        String digest = registry.push("other", 1, ONE);
        byte[] forged = Archives.text("{\"layers\":[" + registry.file("model.onnx", TWO) + ","
                + registry.file("model.yaml", new byte[0]) + "]}");
        rig.server.put("v2/models/pump/manifests/sha256:" + digest, forged);
        rig.order(order("a", 1, "@sha256:" + digest, null), order("b", 2, ":latest", digest));
        rig.until("ends of both", () -> ENDS.contains(rig.state("a")) && ENDS.contains(rig.state("b")));

        assertThat(rig.reason("a")).contains(Archives.sha256(forged), digest);
        assertThat(rig.version(1)).isEmpty();
        assertThat(rig.version(2)).isEmpty();
    }

    @Test
    void aLayerThatIsNotTheOneOfItsDigestIsNeverPartOfAVersion() {
        registry.push("latest", 1, ONE);
        registry.blobPage(ONE).body(TWO, "\"two\"");
        rig.order(order("a", 0, ":latest", null)).until("an end of it",
                () -> ENDS.contains(rig.state("a")) && !rig.state("a").equals("retrying"));

        assertThat(rig.reason("a")).contains(Archives.sha256(ONE), Archives.sha256(TWO), "fetched 3 times");
        assertThat(rig.version(1)).isEmpty();
    }

    @Test
    void aLayerGoesOnWhereItEndedAlsoWithoutAnEtagAndAtAnotherStoreThatGetsNoSecret() throws IOException {
        rig.secrets = credentials("user: edge", "password: 'pa:ss word'");
        restart();
        registry.push("latest", 1, ONE);
        try (ArchiveServer blobs = new ArchiveServer()) {
            blobs.put("signed?secret=1", ONE).etag(null).cutAfter(90_000);
            registry.blobPage(ONE).status(307, "Location: " + blobs.url("signed?secret=1"));
            rig.server.all().forEach(page -> page.wants(BASIC::equals, "Basic realm=\"r\""));
            rig.order(order("a", 0, ":latest", null)).untilState("a", "delivered");

            assertThat(blobs.authorizations()).hasSize(3).containsOnly("");
            assertThat(blobs.requests()).endsWith("GET /signed?secret=1 bytes=180000-");
            assertThat(rig.server.authorizations()).contains("", BASIC);
        }
    }

    @Test
    void aTokenServerGetsTheLoginOnlyWhereTheCredentialsNameIt() throws IOException {
        registry.push("latest", 1, ONE);
        try (ArchiveServer tokens = new ArchiveServer()) {
            String asked = "Bearer realm=\"" + tokens.url("token") + "\",service=\"reg\",scope=\"repository:models/pump:pull\"";
            rig.server.all().forEach(page -> page.wants("Bearer t0ken"::equals, asked));
            tokens.put("token?service=reg&scope=repository%3Amodels%2Fpump%3Apull", Archives.text("{\"token\":\"t0ken\"}"))
                    .wants(BASIC::equals, "Basic realm=\"t\"");
            rig.secrets = credentials("user: edge", "password: 'pa:ss word'");
            restart();
            rig.order(order("a", 0, ":latest", null)).until("an end of it", () -> ENDS.contains(rig.state("a")));
            assertThat(rig.reason("a")).contains("its login is not sent there",
                    "token-server: " + tokens.url("").getAuthority());
            assertThat(tokens.authorizations()).isEmpty();

            rig.secrets = credentials("user: edge", "password: 'pa:ss word'", "token-server: " + tokens.url("").getAuthority());
            rig.untilState("a", "delivered");
            assertThat(tokens.authorizations()).isNotEmpty().containsOnly(BASIC);
            assertThat(rig.server.authorizations()).doesNotContain(BASIC).contains("Bearer t0ken");
        }
    }

    private Path credentials(String... lines) throws IOException {
        return Files.writeString(root.resolve("credentials.yaml"),
                "hosts:\n  '" + rig.server.url("").getAuthority() + "':\n    " + String.join("\n    ", lines) + "\n");
    }

    @Test
    void whatCannotBeAVersionIsRejectedWithTheRemedy() {
        registry.push("zstd", "{}", Map.of(), registry.layer("application/vnd.cncf.model.weight.v1.tar+zstd", ONE, Map.of()));
        registry.push("nameless", "{}", Map.of(), registry.layer("application/x", ONE, Map.of()));
        registry.push("half", "{}", Map.of(), registry.file("model.onnx", ONE));
        rig.server.put("v2/models/pump/manifests/index", Archives.text("{\"manifests\":[]}"));
        rig.order(order("a", 1, ":zstd", null), order("b", 2, ":nameless", null), order("c", 3, ":half", null),
                order("d", 4, ":index", null));
        for (String id : List.of("a", "b", "c", "d")) {
            rig.untilState(id, "rejected");
        }

        assertThat(rig.reason("a")).contains("zstd is not unpacked");
        assertThat(rig.reason("b")).contains("has no name");
        assertThat(rig.reason("c")).contains("model.yaml is not at its top level", "push model.onnx");
        assertThat(rig.reason("d")).contains("an index of several");
    }

    @Test
    void layersThatAreTooLargeTogetherAreRejectedBeforeTheyCome() throws IOException {
        rig.maxBytes = 300_000;
        restart();
        registry.push("large", "{}", Map.of(), registry.file("model.onnx", ONE), registry.file("weights.bin", TWO));
        rig.order(order("a", 1, ":large", null)).untilState("a", "rejected");

        assertThat(rig.reason("a")).contains("400000 bytes", "at most 300000");
        assertThat(rig.deliveries.received()).isZero();
    }
}
