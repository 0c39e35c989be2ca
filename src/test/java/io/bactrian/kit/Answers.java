package io.bactrian.kit;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/** Keeps every answer to every device, in the order in which they came. Any thread. */
public final class Answers implements AutoCloseable {
    private static final int MOST_SHOWN = 5;

    private final Mqtt5AsyncClient client;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

    /** @param at when it came */
    public record Heard(String device, Answer answer, Instant at) {
        /** Whether that version of the model wrote it. */
        public boolean by(int version) {
            return Integer.toString(version).equals(answer.version());
        }

        /** The number of the message within its device's. */
        public long number() {
            var id = answer.id();
            return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
        }

        public boolean result() {
            return answer.kind() == Ledger.Kind.RESULT;
        }
    }

    public Answers(String url) {
        client = Connections.client(url, "answers");
        client.publishes(MqttGlobalPublishFilter.ALL, this::heard);
        Connections.connect(client);
        Patience.join(client.subscribeWith().topicFilter("devices/+/inference").qos(MqttQos.AT_LEAST_ONCE).send());
    }

    private void heard(Mqtt5Publish publish) {
        heard.add(new Heard(publish.getTopic().getLevels().get(1), Answer.parse(publish.getPayloadAsBytes()), Instant.now()));
    }

    /** Those to messages that have at least this number. */
    public List<Heard> from(long number) {
        return stream().filter(each -> each.number() >= number).toList();
    }

    public List<Heard> after(Instant moment) {
        return stream().filter(each -> each.at().isAfter(moment)).toList();
    }

    /** Up to five answers since then that another version wrote; errors are written by none. */
    public List<Heard> notBy(int version, Instant since) {
        return stream().filter(each -> each.at().isAfter(since) && !each.by(version)).limit(MOST_SHOWN).toList();
    }

    /** Up to five answers to messages from that number on that another version wrote; errors are written by none. */
    public List<Heard> notBy(int version, long number) {
        return from(number).stream().filter(each -> !each.by(version)).limit(MOST_SHOWN).toList();
    }

    public Stream<Heard> stream() {
        return heard.stream();
    }

    public long count(Predicate<Heard> which) {
        return stream().filter(which).count();
    }

    @Override
    public void close() {
        Connections.end(client);
    }
}
