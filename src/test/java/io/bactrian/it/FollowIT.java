package io.bactrian.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Application;
import io.bactrian.kit.KafkaTap;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Site;
import io.bactrian.kit.Traffic;

/** A message is followed through the packaged application while all devices send. */
@SuppressWarnings("try")
class FollowIT {
    private static final String TOKEN = "a-token-of-these-tests";
    private static final int DEVICES = 50;
    private static final int PER_SECOND = 300;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Application configured(Application application) {
        return application.with("bactrian.api.token", TOKEN).with("kafka.delivery.timeout.ms", 5_000)
                .with("kafka.request.timeout.ms", 2_000).with("kafka.max.block.ms", 3_000)
                // Camel makes its component early then, and the clients have to be Bactrian's all the same
                .with("camel.component.kafka.worker-pool-core-size", 1);
    }

    @Test
    void aDevicesNextMessageIsFollowedUnderLoadToItsPartitionAndOffset() {
        Map<String, ConsumerRecord<byte[], byte[]>> records = new ConcurrentHashMap<>();
        try (var site = new Site("follow", DEVICES, FollowIT::configured).open();
                var tap = KafkaTap.open(site.kafka(), record -> records.put(KafkaTap.id(record), record))) {
            try (var traffic = new Traffic(site.fleet(), PER_SECOND)) {
                site.await("all windows are full", Patience.LONG, () -> site.ledger().answers() > 31L * DEVICES);
                follow(site, "{\"device\":\"" + site.fleet().device(7) + "\"}");
                JsonNode trail = trail(site, each -> !each.path("open").asBoolean());

                assertThat(steps(trail)).containsExactlyInAnyOrder("received", "decoded", "enriched", "ran", "answered",
                        "published", "sampled", "stored", "ended", "kafka");
                assertThat(steps(trail)).startsWith("received", "decoded", "enriched", "ran", "answered", "published",
                        "sampled");
                String id = trail.path("id").asText();
                site.await("the record of " + id, Patience.LONG, () -> records.containsKey(id));
                assertThat(details(trail, "kafka").path("partition").asInt()).isEqualTo(records.get(id).partition());
                assertThat(details(trail, "kafka").path("offset").asLong()).isEqualTo(records.get(id).offset());
                assertThat(details(trail, "enriched").path("channels")).hasSize(8)
                        .allSatisfy(channel -> assertThat(channel.has("sent") && channel.has("used")).isTrue());
                assertThat(details(trail, "ran").path("batch").asInt())
                        .isEqualTo(details(trail, "ran").path("with").size() + 1);
                System.out.println("follow: " + trail);
            }
            Books.nothingLost(site.settle(Patience.LONG));
        }
    }

    @Test
    void aTrailWaitsWhileKafkaIsAwayAndEndsWhenItIsBackAndARestartForgetsIt() {
        try (var site = new Site("follow-outage", DEVICES, FollowIT::configured).open()) {
            site.withoutKafka(() -> {
                follow(site, "{\"device\":\"" + site.fleet().device(3) + "\"}");
                site.fleet().sendNext(site.fleet().device(3));
                JsonNode waiting = trail(site, each -> each.path("last").asText().equals("kafka-failed"));
                assertThat(waiting.path("state").asText()).isEqualTo("answered");
                assertThat(waiting.path("open").asBoolean()).isTrue();
                assertThat(details(waiting, "kafka-failed").path("reason").asText()).isNotBlank();
                assertThat(steps(waiting)).contains("stored", "ended").doesNotContain("kafka");
            });
            JsonNode there = trail(site, each -> !each.path("open").asBoolean());
            assertThat(steps(there)).endsWith("kafka");

            site.application().kill();
            site.application().start();
            assertThat(get(site, "/bactrian/follow").path("trails")).isEmpty();
            assertThat(site.application().get("/bactrian/follow/" + there.path("trail").asText(), TOKEN).orElseThrow()
                    .statusCode()).isEqualTo(404);
            follow(site, "{\"device\":\"" + site.fleet().device(3) + "\"}");
            site.fleet().send(DEVICES, PER_SECOND);
            trail(site, each -> !each.path("open").asBoolean());
            Books.nothingLost(site.settle(Patience.LONG));
        }
    }

    @Test
    void aMessageThatIsRefusedIsFollowedByItsIdToItsDeadLetterAndOneIsSentFromThePage() {
        try (var site = new Site("follow-refused", 1, FollowIT::configured).open()) {
            follow(site, "{\"id\":\"bad-1\"}");
            site.fleet().publish("devices/" + site.fleet().device(0) + "/telemetry",
                    "{\"id\":\"bad-1\",\"features\":[1]}".getBytes(StandardCharsets.UTF_8));
            JsonNode trail = trail(site, each -> !each.path("open").asBoolean());

            assertThat(trail.path("state").asText()).isEqualTo("refused");
            assertThat(steps(trail)).containsSubsequence("received", "decoded", "refused", "dead-letter", "stored");
            assertThat(details(trail, "kafka").path("topic").asText()).isEqualTo("bactrian.dead-letters");

            JsonNode sent = post(site, "/bactrian/follow/publish",
                    "{\"device\":\"" + site.fleet().device(0) + "\",\"payload\":{\"features\":[1,2]}}");
            assertThat(sent.path("status").asInt()).isEqualTo(400);
            assertThat(sent.at("/answer/error/code").asText()).isEqualTo("wrong-count");
            assertThat(get(site, "/bactrian/follow/" + sent.path("trail").asText()).path("state").asText())
                    .isEqualTo("refused");
        }
    }

    private static void follow(Site site, String body) {
        post(site, "/bactrian/follow", body);
    }

    /** The newest trail, when it is like that. */
    private static JsonNode trail(Site site, Predicate<JsonNode> like) {
        site.await("the trail is as it should be", Patience.LONG,
                () -> get(site, "/bactrian/follow").path("trails").has(0)
                        && like.test(get(site, "/bactrian/follow").at("/trails/0")));
        return get(site, "/bactrian/follow/" + get(site, "/bactrian/follow").at("/trails/0/trail").asText());
    }

    private static List<String> steps(JsonNode trail) {
        return StreamSupport.stream(trail.path("steps").spliterator(), false).map(step -> step.path("step").asText()).toList();
    }

    private static JsonNode details(JsonNode trail, String step) {
        return StreamSupport.stream(trail.path("steps").spliterator(), false)
                .filter(each -> each.path("step").asText().equals(step)).findFirst().orElseThrow().path("details");
    }

    private static JsonNode get(Site site, String path) {
        return json(site.application().get(path, TOKEN).orElseThrow());
    }

    private static JsonNode post(Site site, String path, String body) {
        try {
            return json(HTTP.send(HttpRequest.newBuilder(site.application().page(path)).timeout(Patience.LONG)
                    .header("Authorization", "Bearer " + TOKEN).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
