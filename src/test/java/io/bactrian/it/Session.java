package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;

import io.bactrian.kit.Connections;
import io.bactrian.kit.Patience;

/** The application's session at the broker, while the application is not running. */
final class Session {
    private static final String LAST = "probe";
    private static final int SHOWN = 10;
    private static final Duration PATIENCE = Patience.LONG;

    private Session() {
    }

    /** Takes the session and empties it: what the broker still had for the application, as topic and beginning. */
    static List<String> left(String url, String client) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        var probe = Connections.user(url, LAST);
        Connections.connect(probe);
        Patience.join(probe.publishWith().topic("devices/" + LAST + "/telemetry").qos(MqttQos.AT_LEAST_ONCE)
                .payload(LAST.getBytes(UTF_8)).send());
        Connections.end(probe);
        var session = Connections.user(url, client);
        session.publishes(MqttGlobalPublishFilter.ALL, publish -> {
            var payload = new String(publish.getPayloadAsBytes(), UTF_8);
            heard.add(publish.getTopic() + " " + payload.substring(0, Math.min(payload.length(), 60)));
        });
        Connections.connect(session);
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> heard.stream().anyMatch(text -> text.endsWith(" " + LAST)));
        } catch (ConditionTimeoutException e) {
            heard.add("more than comes within " + PATIENCE.toSeconds() + " s");
        }
        Connections.end(session);
        return heard.stream().filter(text -> !text.endsWith(" " + LAST)).limit(SHOWN).toList();
    }
}
