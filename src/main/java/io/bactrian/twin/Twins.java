package io.bactrian.twin;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.text.Excerpt;

/**
 * Reports answers to KubeEdge's device twins: when they change, one update at a time per device, labels before scores, and again while
 * they are not confirmed. A node passes 30 messages a second to the cloud, so the caller of {@link #next()} keeps the pace. Any thread.
 */
public final class Twins {
    private static final Logger LOG = Logger.getLogger(Twins.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_DEVICES = 10_000;
    private static final int QUOTED = 200;

    private final TwinSettings settings;
    private final LongSupplier nanos;
    private final Map<String, Twin> twins = new ConcurrentHashMap<>();
    private final Map<String, String> underWay = new ConcurrentHashMap<>();
    private final String process = "bactrian-" + Long.toHexString(System.nanoTime());
    private final LongAdder confirmed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private long sent;

    /** @param nanos as {@link System#nanoTime()} */
    public Twins(TwinSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** Whether answers of this model are reported. Never waits. */
    public boolean reports(String model) {
        return settings.models() != null && settings.models().matcher(model).matches();
    }

    /**
     * Keeps an answer until it is reported; the next of the device takes its place. Never waits.
     *
     * @param twin  {@code namespace/name}; of a name without namespace it is the configured one
     * @param label null for none
     * @param score NaN for none
     */
    public void answered(String twin, String label, double score, String version) {
        String id = twin.indexOf('/') < 0 ? settings.namespace() + "/" + twin : twin;
        Twin known = twins.get(id);
        if (known == null && twins.size() < MOST_DEVICES) {
            known = twins.computeIfAbsent(id, name -> new Twin(settings.period().toNanos(), nanos.getAsLong()));
        }
        if (known != null) {
            known.answered(new Answer(label, score, version));
        }
    }

    /** The update that matters most now, of devices whose period has passed; empty where none is due. */
    public synchronized Optional<TwinUpdate> next() {
        long now = nanos.getAsLong();
        while (true) {
            String best = null;
            int most = Twin.NOTHING;
            for (Map.Entry<String, Twin> entry : twins.entrySet()) {
                Twin twin = entry.getValue();
                if (twin.overdue(now)) {
                    unanswered.increment();
                    fail(entry.getKey(), "no result came: is edgecore running, with its eventBus on this broker?", now);
                }
                int urgency = twin.urgency(now);
                if (urgency > most || urgency == most && best != null && twin.sentAt() - twins.get(best).sentAt() < 0) {
                    best = urgency == Twin.NOTHING ? best : entry.getKey();
                    most = urgency;
                }
            }
            if (best == null) {
                return Optional.empty();
            }
            if (!twins.get(best).settle(most)) {
                return Optional.of(update(best, twins.get(best).send(now)));
            }
        }
    }

    private TwinUpdate update(String id, Answer answer) {
        String event = process + "-" + ++sent;
        underWay.values().removeIf(id::equals);
        underWay.put(event, id);
        ObjectNode message = JSON.createObjectNode();
        message.put("event_id", event).put("timestamp", System.currentTimeMillis());
        ObjectNode properties = message.putObject("twin");
        answer.values().forEach((name, value) -> {
            ObjectNode property = properties.putObject(settings.prefix() + name);
            property.putObject("actual").put("value", value.text());
            property.putObject("metadata").put("type", value.type());
        });
        try {
            return new TwinUpdate("$hw/events/device/" + id + "/twin/update", JSON.writeValueAsBytes(message));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A result of the edge hub; those of others' updates are passed over. */
    public synchronized void result(byte[] payload) {
        JsonNode result;
        try {
            result = JSON.readTree(payload);
        } catch (IOException e) {
            LOG.debugf("A twin's result is not JSON: %s", e.getMessage());
            return;
        }
        String id = underWay.remove(result.path("event_id").asText());
        if (id == null) {
            return;
        }
        long now = nanos.getAsLong();
        if (result.hasNonNull("code") && result.path("code").asInt() != 0) {
            refused.increment();
            fail(id, result.path("code").asText() + " " + Excerpt.visible(result.path("reason").asText(), QUOTED), now);
        } else {
            confirmed.increment();
            twins.get(id).confirm(now);
        }
    }

    private void fail(String id, String reason, long now) {
        underWay.values().removeIf(id::equals);
        Twin twin = twins.get(id);
        if (!reason.equals(twin.problem())) {
            LOG.warnf("Twin of %s: %s. It is reported again later.", id, reason);
        }
        twin.fail(reason, now);
    }

    /** Why twins are not up to date, by device. */
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        twins.forEach((id, twin) -> {
            if (twin.problem() != null) {
                problems.put(id, twin.problem());
            }
        });
        return problems;
    }

    /** Updates that were confirmed. */
    public long confirmed() {
        return confirmed.sum();
    }

    /** Updates that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Updates without a result. */
    public long unanswered() {
        return unanswered.sum();
    }
}
