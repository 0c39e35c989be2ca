package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;

import io.bactrian.kit.Answer;
import io.bactrian.kit.Listener;
import io.bactrian.kit.Patience;
import io.bactrian.kit.Rows;
import io.bactrian.kit.Scratch;
import io.bactrian.kit.Site;

class ReplyIT {
    private static final Duration PATIENCE = Patience.LONG;
    private static final Rows ROWS = Rows.normal();
    private static Site site;
    private static Listener everything;

    @BeforeAll
    static void open() {
        site = new Site("reply", 2).open();
        everything = new Listener(site.mqtt().url(), "#");
    }

    @AfterAll
    static void close() {
        everything.close();
        site.close();
    }

    @Test
    void theResponseTopicAndCorrelationDataOfADeviceAreHonouredBelowItsOwnLevel() {
        site.fleet().publish(row("asker", "asked-1").responseTopic("devices/asker/replies/1")
                .correlationData("c-1".getBytes(UTF_8)).build());
        site.await("answered", PATIENCE, () -> !everything.on("devices/asker/replies/1").isEmpty());
        var answer = everything.on("devices/asker/replies/1").get(0);
        assertThat(Answer.parse(answer.getPayloadAsBytes()).id()).isEqualTo("asked-1");
        assertThat(answer.getCorrelationData()).as("correlation data").map(data -> UTF_8.decode(data).toString())
                .contains("c-1");
        assertThat(everything.on("devices/asker/inference")).isEmpty();
    }

    @Test
    void noDeviceMakesTheServicePublishOnAnothersTopic() {
        var refusedBefore = site.application().metrics().sum("bactrian_reply_topic_refused_total");
        site.fleet().publish(row("crook", "crook-1").responseTopic("devices/victim/inference")
                .correlationData("c-2".getBytes(UTF_8)).build());
        site.fleet().publish(row("crook", "crook-2").responseTopic("devices/crook-2/inference").build());
        site.await("answered", PATIENCE, () -> Stream.of("crook", "victim", "crook-2")
                .mapToInt(device -> everything.on("devices/" + device + "/inference").size()).sum() == 2);
        assertThat(everything.on("devices/victim/inference")).as("answers on another device's topic").isEmpty();
        assertThat(everything.on("devices/crook-2/inference")).as("answers on the topic of a device of a longer name")
                .isEmpty();
        assertThat(site.application().metrics().sum("bactrian_reply_topic_refused_total") - refusedBefore).isEqualTo(2);
    }

    @Test
    void aResponseTopicThatABrokerMayNotTakeIsNotHonouredAndHarmsNobody() {
        var refusedBefore = site.application().metrics().sum("bactrian_reply_topic_refused_total");
        site.fleet().publish(row("deep", "deep-1").responseTopic("devices/deep" + "/x".repeat(250)).build());
        site.fleet().publish(row("deep", "deep-2").responseTopic("devices/deep/" + "x".repeat(60_000)).build());
        site.fleet().publish(row("deep", "deep-3").responseTopic("devices/deep/telemetry").build());
        site.fleet().publish(row("neighbour", "neighbour-1").responseTopic("devices/neighbour" + "/x".repeat(16)).build());
        site.await("answered", PATIENCE, () -> everything.on("devices/deep/inference").size() == 3);
        site.await("answered", PATIENCE, () -> !everything.on("devices/neighbour" + "/x".repeat(16)).isEmpty());
        assertThat(site.application().metrics().sum("bactrian_reply_topic_refused_total") - refusedBefore).isEqualTo(3);
    }

    @Test
    void anAnswerWhoseRequestHasExpiredIsNotSentAndIsCounted() throws IOException {
        var routes = Scratch.directory("slow-routes");
        Files.writeString(routes.resolve("reply.camel.yaml"), """
                                                              - route:
                                                                  id: reply
                                                                  from:
                                                                    uri: direct:reply
                                                                    steps:
                                                                      - delay:
                                                                          asyncDelayed: true
                                                                          expression:
                                                                            constant:
                                                                              expression: "2000"
                                                                      - process:
                                                                          ref: answer
                                                                      - filter:
                                                                          expression:
                                                                            ref:
                                                                              expression: not-expired
                                                                          steps:
                                                                            - to: direct:send
                                                              """);
        try (var slow = new Site("slow", 1, application -> application.with("bactrian.routes.dir", routes)).open();
                var answers = new Listener(slow.mqtt().url(), "#")) {
            slow.fleet().publish(row("hasty", "hasty-1").messageExpiryInterval(1).build());
            slow.fleet().publish(row("hasty", "hasty-2").build());
            slow.await("answered", PATIENCE, () -> !answers.on("devices/hasty/inference").isEmpty());
            assertThat(answers.on("devices/hasty/inference")).as("answers, of which the first message's has expired")
                    .extracting(answer -> Answer.parse(answer.getPayloadAsBytes()).id())
                    .containsExactly("hasty-2");
            assertThat(slow.application().metrics().sum("bactrian_answers_expired_total")).isEqualTo(1);
        }
    }

    private static Mqtt5PublishBuilder.Complete row(String device, String id) {
        return Mqtt5Publish.builder().topic("devices/" + device + "/telemetry").qos(MqttQos.AT_LEAST_ONCE)
                .payload(ROWS.row(device, 1, id));
    }
}
