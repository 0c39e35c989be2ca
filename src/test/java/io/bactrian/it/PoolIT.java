package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.SignatureCheck;
import io.bactrian.announce.TrustedKeys;
import io.bactrian.cloud.pool.Versions;
import io.bactrian.delivery.Archives;
import io.bactrian.kit.Application;
import io.bactrian.kit.Ports;
import io.bactrian.kit.Scratch;

/** The pool of models at the packaged application, over HTTP. */
class PoolIT {
    private static final String TOKEN = "the-token-of-control";
    private static final String ARCHIVES = "the-token-of-archives";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCRATCH = Scratch.directory("pool");
    private static final Application CLOUD = new Application(SCRATCH, Ports.free());

    @BeforeAll
    static void start() {
        CLOUD.with("bactrian.role", "cloud").with("bactrian.cloud.dir", SCRATCH.resolve("cloud"))
                .with("kafka.bootstrap.servers", "127.0.0.1:1").with("bactrian.api.token", TOKEN)
                .with("bactrian.cloud.pool.token", ARCHIVES).with("bactrian.cloud.pool.max-bytes", "1M")
                .with("bactrian.cloud.pool.approval", "required")
                .with("bactrian.cloud.pool.signing-key-file", PoolSite.signingKey(SCRATCH)).start();
    }

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    private static HttpRequest.Builder to(String path, String token) {
        return HttpRequest.newBuilder(CLOUD.page("/bactrian/pool" + path)).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
        return send(to(path, TOKEN).POST(body));
    }

    private static HttpResponse<byte[]> archive(String path, String... headers) throws Exception {
        HttpRequest.Builder request = to(path + "/archive", ARCHIVES);
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static byte[] zip(String line) throws IOException {
        return Versions.zip(Versions.of(SCRATCH.resolve("versions/" + line), line));
    }

    private static JsonNode added(String model, String line) throws Exception {
        HttpResponse<String> added = post("/" + model + "?by=ada", BodyPublishers.ofByteArray(zip(line)));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        return json(added);
    }

    @Test
    void anArchiveBecomesAVersionWithACardOnceAndForAll() throws Exception {
        HttpResponse<String> first = post("/cards?by=Ada%20Lovelace&licence=Apache-2.0&note=a%20try",
                BodyPublishers.ofByteArray(zip("cards-1")));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(first.headers().firstValue("Location")).hasValue("/bactrian/pool/cards/1");
        JsonNode card = json(first).path("card");
        assertThat(card.path("by").asText()).isEqualTo("Ada Lovelace");
        assertThat(card.path("licence").asText()).isEqualTo("Apache-2.0");
        assertThat(card.path("task").asText()).isEqualTo("anomaly");
        assertThat(card.path("metrics").path("f1").asDouble()).isPositive();
        assertThat(card.at("/history/0/note").asText()).isEqualTo("a try");

        HttpResponse<String> again = post("/cards?by=bob", BodyPublishers.ofByteArray(zip("cards-1")));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("card")).isEqualTo(card);
        HttpResponse<String> other = send(to("/cards/1/archive?by=bob", TOKEN).PUT(BodyPublishers.ofByteArray(zip("cards-2"))));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("a version never changes");
        HttpResponse<String> seventh = send(
                to("/cards/7/archive?by=bob", TOKEN).PUT(BodyPublishers.ofByteArray(zip("cards-2"))));
        assertThat(seventh.statusCode()).isEqualTo(201);

        assertThat(json(send(to("/cards/1/card", TOKEN)))).isEqualTo(card);
        assertThat(json(send(to("/cards", TOKEN))).path("versions").findValuesAsText("version")).containsExactly("1", "7");
        JsonNode index = json(send(to("", TOKEN)));
        assertThat(index.path("models").findValuesAsText("name")).contains("cards");
    }

    @Test
    void aVersionIsSignedWithTheKeyThatTheIndexNames() throws Exception {
        JsonNode version = added("signed", "signed");
        JsonNode key = json(send(to("", TOKEN))).path("key");
        assertThat(version.path("keyId")).isEqualTo(key.path("id"));
        Path file = Files.writeString(SCRATCH.resolve("public.pem"), key.path("publicKey").asText());
        SignatureCheck edge = new SignatureCheck(true, TrustedKeys.read(file));

        assertThat(edge.problem(new Announcement("signed", 1, Announcement.State.ANNOUNCED, CLOUD.page("/"),
                version.path("sha256").asText(), -1, version.path("signature").asText(), null, null, null, null))).isNull();
    }

    @Test
    void whatIsNotApprovedIsNotDeployedAndTheCardSaysWhoApprovedItAndWhen() throws Exception {
        assertThat(added("approved", "approved").path("obstacle").asText()).contains("is not approved");
        assertThat(post("/approved/1/approve", BodyPublishers.ofString("{}")).statusCode()).isEqualTo(400);
        JsonNode approved = json(post("/approved/1/approve", BodyPublishers.ofString("{\"by\":\"grace\"}")));

        assertThat(approved.has("obstacle")).isFalse();
        assertThat(approved.at("/card/approvedBy").asText()).isEqualTo("grace");
        assertThat(approved.at("/card/approvedAt").asText()).isNotEmpty();
    }

    @Test
    void aRemovedVersionIsGoneAndItsNumberStaysTaken() throws Exception {
        added("removed", "removed-1");
        added("removed", "removed-2");
        added("removed", "removed-3");
        assertThat(send(to("/removed/2?by=ada", TOKEN).DELETE()).statusCode()).isEqualTo(200);
        assertThat(archive("/removed/2").statusCode()).isEqualTo(410);
        JsonNode old = json(post("/removed/remove-old", BodyPublishers.ofString("{\"keep\":1,\"by\":\"ada\"}")));

        assertThat(old.path("versions").findValuesAsText("version")).containsExactly("1");
        assertThat(send(to("/removed/2?by=ada", TOKEN).DELETE()).statusCode()).isEqualTo(404);
        assertThat(json(send(to("/removed/1/card", TOKEN))).path("history").findValuesAsText("event"))
                .containsExactly("added", "removed");
        assertThat(added("removed", "removed-4").path("version").asInt()).isEqualTo(4);
    }

    @Test
    void partsOfAnArchiveAreThePartsOfTheWholeAndItsTagIsItsDigest() throws Exception {
        String sha256 = added("ranges", "ranges").path("sha256").asText();
        HttpResponse<byte[]> whole = archive("/ranges/1");
        String tag = '"' + sha256 + '"';
        assertThat(Archives.sha256(whole.body())).isEqualTo(sha256);
        assertThat(whole.headers().firstValue("ETag")).hasValue(tag);
        assertThat(whole.headers().firstValue("Accept-Ranges")).hasValue("bytes");

        HttpResponse<byte[]> rest = archive("/ranges/1", "Range", "bytes=1000-", "If-Range", tag);
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.headers().firstValue("Content-Range"))
                .hasValue("bytes 1000-" + (whole.body().length - 1) + "/" + whole.body().length);
        byte[] both = whole.body().clone();
        System.arraycopy(rest.body(), 0, both, 1000, rest.body().length);
        assertThat(both).isEqualTo(whole.body());
        assertThat(archive("/ranges/1", "Range", "bytes=1000-", "If-Range", "\"another\"").statusCode()).isEqualTo(200);
        assertThat(archive("/ranges/1", "Range", "bytes=9999999-").statusCode()).isEqualTo(416);
        assertThat(archive("/ranges/1", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(archive("/ranges/1", "If-Match", "\"another\"").statusCode()).isEqualTo(412);
        assertThat(archive("/ranges/1", "Accept-Encoding", "gzip").body()).isEqualTo(whole.body());

        HttpResponse<String> head = send(
                to("/ranges/1/archive", ARCHIVES).method("HEAD", BodyPublishers.noBody()).header("Range", "bytes=0-1"));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(whole.body().length);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void eachTokenOpensItsOwnAndNoMore() throws Exception {
        added("tokens", "tokens");
        assertThat(send(HttpRequest.newBuilder(CLOUD.page("/bactrian/pool/tokens/1/archive"))).statusCode()).isEqualTo(401);
        assertThat(send(to("/tokens/1/archive", TOKEN)).statusCode()).isEqualTo(200);
        assertThat(send(to("/tokens/1/archive", ARCHIVES)).statusCode()).isEqualTo(200);
        assertThat(send(to("", ARCHIVES)).statusCode()).isEqualTo(401);
        assertThat(send(to("/tokens/1", ARCHIVES)).statusCode()).isEqualTo(401);
        assertThat(send(to("/tokens?by=eve", ARCHIVES).POST(BodyPublishers.ofByteArray(zip("tokens-2")))).statusCode())
                .isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(CLOUD.page("/bactrian/openapi/pool"))).body()).startsWith("openapi: 3");
    }

    @Test
    void whatIsNoVersionIsRefusedWithItsReasonAndLeavesNothing() throws Exception {
        assertThat(post("/bad?by=ada", BodyPublishers.ofString("no zip file")).statusCode()).isEqualTo(400);
        HttpResponse<String> nameless = post("/bad", BodyPublishers.ofByteArray(zip("bad")));
        assertThat(nameless.statusCode()).isEqualTo(400);
        assertThat(nameless.body()).contains("by is missing");
        Path ungilded = Versions.of(SCRATCH.resolve("versions/ungilded"), "ungilded");
        Files.delete(ungilded.resolve("golden.json"));
        assertThat(post("/bad?by=ada", BodyPublishers.ofByteArray(Versions.zip(ungilded))).body())
                .contains("golden.json is missing");
        assertThat(send(to("/bad", TOKEN)).statusCode()).isEqualTo(404);
        assertThat(send(to("/bad/1", TOKEN)).statusCode()).isEqualTo(404);
        assertThat(archive("/bad/1").statusCode()).isEqualTo(404);
        assertThat(send(to("/bad/0", TOKEN)).statusCode()).isEqualTo(400);
        assertThat(SCRATCH.resolve("cloud/pool/incoming")).isEmptyDirectory();
    }

    @Test
    void anArchiveThatIsTooLargeIsRefusedWhetherItsLengthIsSaidOrNot() throws Exception {
        byte[] large = new byte[(1 << 20) + 1];
        HttpResponse<String> said = post("/large?by=ada", BodyPublishers.ofByteArray(large));
        assertThat(said.statusCode()).isEqualTo(413);
        assertThat(said.body()).contains("bactrian.cloud.pool.max-bytes");
        HttpResponse<String> unsaid = post("/large?by=ada",
                BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)));
        assertThat(unsaid.statusCode()).isEqualTo(413);
        Path bomb = Versions.of(SCRATCH.resolve("versions/bomb"), "bomb");
        Files.write(bomb.resolve("zeros.bin"), new byte[8 << 20]);
        assertThat(post("/large?by=ada", BodyPublishers.ofByteArray(Versions.zip(bomb))).body())
                .contains("bytes once unpacked");
    }
}
