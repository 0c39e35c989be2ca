package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Java;
import io.bactrian.kit.Listener;
import io.bactrian.kit.MosquittoBroker;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Ports;

/** Events out, in order, whatever happens to the broker and to us. */
@ExpectedErrors({"io.bactrian.mqtt", "io.bactrian.spool", "org.apache.camel"})
class EventRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "bactrian/models/pump/events";
    private static final Duration LONG = Patience.LONG;

    @TempDir
    Path dir;
    private MosquittoBroker broker;

    @BeforeEach
    void broker() {
        assumeThat(MosquittoBroker.executable()).as("SKIPPED: no mosquitto; install it (apt-get install mosquitto)")
                .isPresent();
        broker = new MosquittoBroker();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void eventsComeOutInOrderOnTheirModelsTopicAtQos1() throws Exception {
        broker.start();
        try (var listener = new Listener(broker.url(), "bactrian/models/+/events");
                var rig = new EventRig(dir, broker.url())) {
            tell(rig, 0, 50);
            rig.out.accept(EventRig.event(50, "a/b+c#d", "odd"));

            await().atMost(LONG).until(() -> listener.on("bactrian/models/a_b_c_d/events").size() == 1);
            assertThat(ids(listener)).isEqualTo(numbers(0, 50));
            Mqtt5Publish first = listener.on(TOPIC).get(0);
            assertThat(first.getQos().getCode()).isEqualTo(1);
            assertThat(first.isRetain()).isFalse();
            assertThat(JSON.readTree(first.getPayloadAsBytes())).isEqualTo(JSON
                    .readTree("""
                              {"id":"e-0","at":"2026-11-23T12:00:00Z","model":"pump","version":"2","event":"gate-passed",
                               "reason":"because of 0","comparison":{"messages":1000,"agreed":990,"agreement":0.99,"errors":0,
                               "notFinite":0,"dropped":3,"scoreDifference":0.01,"latencyRatio":1.2}}"""));
            await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
            assertThat(rig.spool().delivered()).isEqualTo(51);
        }
    }

    @Test
    void anEventIsOnDiskWhenItIsToldAndStaysThereUntilTheBrokerHasIt() throws Exception {
        try (var rig = new EventRig(dir, broker.url())) {
            tell(rig, 0, 20);
            assertThat(Ports.answers(broker.port())).as("a broker").isFalse();
            assertThat(rig.spool().waitingRecords()).isEqualTo(20);
        }
        broker.start();
        try (var listener = new Listener(broker.url(), TOPIC); var rig = new EventRig(dir, broker.url())) {
            tell(rig, 20, 25);
            await().atMost(LONG).untilAsserted(() -> assertThat(ids(listener)).isEqualTo(numbers(0, 25)));
            await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        }
    }

    @Test
    void aBrokerThatGoesAndComesBackLosesNothingAndKeepsTheOrder() throws Exception {
        broker.start();
        try (var listener = new Listener(broker.url(), TOPIC); var rig = new EventRig(dir, broker.url())) {
            tell(rig, 0, 10);
            await().atMost(LONG).until(() -> listener.on(TOPIC).size() >= 10);
            broker.stop();
            tell(rig, 10, 30);
            broker.start();
            await().atMost(LONG).untilAsserted(() -> assertThat(ids(listener)).isEqualTo(numbers(0, 30)));
            await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0);
        }
    }

    @Test
    @Tag("slow")
    void anEventOnDiskIsPublishedAfterAKill() throws Exception {
        Path log = dir.resolve("teller.log");
        Path spool = dir.resolve("spool");
        ChildProcess teller = ChildProcess.start("teller", Java.withTestClasspath(List.of("-Xmx128m"), EventRig.class.getName(),
                spool.toString(), "tcp://127.0.0.1:" + Ports.free()), Map.of(), log);
        teller.await("published 40 events", LONG, () -> published(log) >= 40);
        teller.kill();
        int published = published(log);

        broker.start();
        try (var listener = new Listener(broker.url(), TOPIC); var rig = new EventRig(spool, broker.url())) {
            await().atMost(LONG).until(() -> rig.spool().waitingRecords() == 0 && ids(listener).size() >= published);
            List<String> ids = ids(listener);
            assertThat(ids.size()).isBetween(published, published + 1);
            assertThat(ids).isEqualTo(numbers(0, ids.size()));
        }
    }

    @Test
    void eventsThatNobodyTakesDoNotFillTheDiskNorHoldUpWhoTellsThem() throws Exception {
        try (var rig = new EventRig(dir, broker.url())) {
            for (int number = 0; number < 150; number++) {
                rig.out.accept(EventRig.event(number, "pump", "x".repeat(10_000)));
            }
            assertThat(rig.spool().droppedOldest()).isPositive();
            assertThat(rig.spool().waitingBytes()).isLessThanOrEqualTo(1 << 20);
            assertThat(rig.spool().blocked()).isFalse();
        }
    }

    @Test
    void whoTellsIsToldWhenTheEventIsNotOnDisk() throws Exception {
        try (var rig = new EventRig(dir, broker.url())) {
            rig.context.getRouteController().stopRoute("model-event");
            assertThatThrownBy(() -> rig.out.accept(EventRig.event(1)))
                    .hasMessageContaining("the event 'gate-passed' of pump 2 is not published")
                    .hasMessageContaining("published again");
            assertThat(rig.spool().waitingRecords()).isZero();
        }
    }

    @Test
    void aDiskThatHangsHoldsUpWhoTellsForAShortTimeOnly() throws Exception {
        var release = new CountDownLatch(1);
        try (var context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:model-event").process(exchange -> release.await());
                }
            });
            context.start();
            var out = EventPublisher.models(context.createProducerTemplate(), Duration.ofMillis(100));
            assertThatThrownBy(() -> out.accept(EventRig.event(1))).hasMessageContaining("not on disk within");
            release.countDown();
        }
    }

    private static void tell(EventRig rig, int from, int to) {
        IntStream.range(from, to).forEach(number -> rig.out.accept(EventRig.event(number)));
    }

    private static List<String> ids(Listener listener) {
        var ids = new LinkedHashSet<String>();
        for (Mqtt5Publish publish : listener.on(TOPIC)) {
            try {
                ids.add(JSON.readTree(publish.getPayloadAsBytes()).path("id").asText());
            } catch (IOException e) {
                ids.add(e.toString());
            }
        }
        return new ArrayList<>(ids);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> "e-" + number).toList();
    }

    private static int published(Path log) {
        try {
            return (int) Files.readString(log).lines().filter(line -> line.matches("published \\d+")).count();
        } catch (IOException e) {
            return 0;
        }
    }
}
