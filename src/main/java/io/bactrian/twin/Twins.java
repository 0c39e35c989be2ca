package io.bactrian.twin;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.text.Excerpt;

/**
 * Reports answers to KubeEdge's device twins, by messages to the node's edge hub and its results. A node passes 30 messages a second to
 * the cloud, so the caller of {@link #next()} keeps the pace. Any thread.
 */
public final class Twins {
    private static final Logger LOG = Logger.getLogger(Twins.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUOTED = 200;
    /** The first report of a property arrives empty in the cluster (KubeEdge 1.23). */
    private static final int TWICE = 2;
    private static final int NO_MEMBER = 404;
    private static final String NO_MEMBER_REMEDY = "; the edge hub does not know the device: see that the cluster has it and its "
            + "DeviceStatus, then delete the Device and create it again while the node is connected";

    private final TwinSettings settings;
    private final ModelNames models;
    private final Reports reports;
    private final Map<String, String> underWay = new ConcurrentHashMap<>();
    private final String process = "bactrian-" + Long.toHexString(System.nanoTime());
    private final LongAdder confirmed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private long sent;

    /** @param nanos as {@link System#nanoTime()} */
    public Twins(TwinSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.models = new ModelNames(settings.models());
        this.reports = new Reports("Twin", settings.period(), TWICE, nanos);
    }

    /** Whether answers of this model are reported. Never waits. */
    public boolean reports(String model) {
        return models.has(model);
    }

    /**
     * Keeps an answer until it is reported; the next of the device takes its place. Never waits.
     *
     * @param twin  {@code namespace/name}; of a name without namespace it is the configured one
     * @param label null for none
     * @param score NaN for none
     */
    public void answered(String twin, String label, double score, String version) {
        reports.answered(settings.id(twin), new Answer(label, score, version));
    }

    /** The update that matters most now, of devices whose period has passed; empty where none is due. */
    public synchronized Optional<TwinUpdate> next() {
        for (String id : reports.overdue()) {
            unanswered.increment();
            underWay.values().removeIf(id::equals);
            reports.fail(id, "no result came: is edgecore running, with its eventBus on this broker?");
        }
        return reports.next().map(due -> update(due.id(), due.answer()));
    }

    private TwinUpdate update(String id, Answer answer) {
        String event = process + "-" + ++sent;
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
        int code = result.path("code").asInt();
        if (id != null && code == NO_MEMBER) {
            refused.increment();
            reports.absent(id, reason(result) + NO_MEMBER_REMEDY);
        } else if (id != null && code != 0) {
            refused.increment();
            reports.fail(id, reason(result));
        } else if (id != null) {
            confirmed.increment();
            reports.confirm(id);
        }
    }

    private static String reason(JsonNode result) {
        return result.path("code").asText() + " " + Excerpt.visible(result.path("reason").asText(), QUOTED);
    }

    /** Why twins are not up to date, by device. */
    public Map<String, String> problems() {
        return reports.problems();
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
