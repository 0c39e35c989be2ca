package io.bactrian.flow;

import java.util.List;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.codec.CloudEvent;
import io.bactrian.http.ControlApi;
import io.bactrian.learn.DriftEvent;
import io.bactrian.learn.DriftStatus;
import io.bactrian.steps.StepRegistry;

/** The steps of drift and its events; docs/interfaces.md has the shape. */
@Singleton
final class DriftSteps {
    private static final int MOST_CHANNELS = 16;
    private static final double DIGITS = 1e6;
    private static final int MOST_GROUPS = 200;

    private final DriftObserver observer;

    DriftSteps(DriftObserver observer) {
        this.observer = observer;
    }

    void bind(StepRegistry steps) {
        steps.step("drift", this::status);
        steps.step("drift-event", DriftSteps::encode);
        steps.expression("drift-topic", DriftSteps::topic);
        steps.step("drift-record", DriftSteps::record);
    }

    /** All groups of devices, what drifts first; of very many the furthest off. */
    private void status(Exchange exchange) {
        List<DriftStatus> groups = observer.monitor() == null ? List.of() : observer.monitor().status();
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("enabled", observer.monitor() != null);
        ArrayNode all = node.putArray("groups");
        groups.stream().limit(MOST_GROUPS).forEach(group -> write(group, all.addObject()));
        if (groups.size() > MOST_GROUPS) {
            node.put("more", groups.size() - MOST_GROUPS);
        }
        ControlApi.respond(exchange.getMessage(), 200, node);
    }

    private static void write(DriftStatus group, ObjectNode node) {
        node.put("model", group.model()).put("version", group.version()).put("group", group.group())
                .put("drifting", group.since() != null).put("level", shown(group.level()));
        if (group.since() != null) {
            node.put("since", group.since().toString());
        }
        if (!Double.isNaN(group.expectedAccuracy())) {
            node.put("expectedAccuracy", shown(group.expectedAccuracy()));
        }
        ArrayNode channels = node.putArray("channels");
        group.channels().forEach(channel -> write(channel, channels.addObject()));
    }

    /** The event becomes JSON, and stays in the exchange for the other steps. */
    static void encode(Exchange exchange) throws InvalidPayloadException {
        DriftEvent event = exchange.getMessage().getMandatoryBody(DriftEvent.class);
        exchange.setProperty(DriftEvent.class.getName(), event);
        exchange.getMessage().setBody(ModelJson.bytes(json(event)));
    }

    private static String topic(Exchange exchange) {
        return ControlSteps.eventTopic(event(exchange).model());
    }

    /** Headers for Kafka, in place of all others. */
    private static void record(Exchange exchange) {
        DriftEvent event = event(exchange);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(KafkaConstants.KEY, event.model());
        CloudEvent.drift(id(event), event.model(), event.time().toEpochMilli()).forEach(message::setHeader);
    }

    private static DriftEvent event(Exchange exchange) {
        return exchange.getProperty(DriftEvent.class.getName(), DriftEvent.class);
    }

    private static String id(DriftEvent event) {
        return event.model() + "-" + event.version() + "-" + (event.began() ? "drift" : "drift-ended") + "-" + event.group()
                + "-"
                + event.time().toEpochMilli();
    }

    private static ObjectNode json(DriftEvent event) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", id(event)).put("at", event.time().toString())
                .put("model", event.model()).put("version", event.version())
                .put("event", event.began() ? "drift" : "drift-ended")
                .put("reason", reason(event)).put("group", event.group()).put("since", event.since().toString());
        if (!Double.isNaN(event.expectedAccuracy())) {
            node.put("expectedAccuracy", shown(event.expectedAccuracy()));
        }
        ArrayNode channels = node.putArray("channels");
        List<DriftEvent.Channel> all = event.channels();
        all.stream().limit(MOST_CHANNELS).forEach(channel -> write(channel, channels.addObject()));
        if (all.size() > MOST_CHANNELS) {
            node.put("more", all.size() - MOST_CHANNELS);
        }
        return node;
    }

    private static String reason(DriftEvent event) {
        String names = String.join(", ", event.channels().stream().limit(3).map(DriftEvent.Channel::name).toList());
        return (event.began() ? "beyond their limits: " : "within their limits again: ") + names
                + (event.channels().size() > 3 ? " and " + (event.channels().size() - 3) + " more" : "");
    }

    private static void write(DriftEvent.Channel channel, ObjectNode node) {
        node.put("name", channel.name()).put("messages", channel.messages()).put("ks", shown(channel.ks())).put("ksLimit",
                shown(channel.ksLimit())).put("psi", shown(channel.psi()));
        if (Double.isFinite(channel.psiLimit())) {
            node.put("psiLimit", shown(channel.psiLimit()));
        }
        numbers(node.putArray("edges"), channel.edges(), false);
        numbers(node.putArray("reference"), channel.reference(), true);
        numbers(node.putArray("window"), channel.window(), true);
    }

    private static void numbers(ArrayNode array, double[] values, boolean brief) {
        for (double value : values) {
            array.add(brief ? shown(value) : value);
        }
    }

    private static double shown(double value) {
        return Math.rint(value * DIGITS) / DIGITS;
    }
}
