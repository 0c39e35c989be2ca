package io.bactrian.flow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.codec.Result;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;

/** What a trail says of a step, as JSON; long texts and lists are cut. */
final class TrailDetails {
    private static final int MOST_TEXT = 2000;
    private static final int MOST_BYTES = 64;
    private static final int MOST_CHANNELS = 64;
    private static final int MOST_OTHERS = 16;

    private TrailDetails() {
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(String name, String text) {
        return object().put(name, cut(text)).toString();
    }

    static String reason(Throwable cause) {
        return text("reason", Retries.text(cause));
    }

    static String refused(BadInput cause) {
        return object().put("code", cause.code().code()).put("reason", cut(cause.getMessage())).toString();
    }

    static String stored(String spool, long row) {
        return object().put("spool", spool).put("row", row).toString();
    }

    static String delivered(String topic, int partition, long offset) {
        return object().put("topic", topic).put("partition", partition).put("offset", offset).toString();
    }

    static String received(Envelope envelope) {
        ObjectNode details = object().put("topic", envelope.topic()).put("bytes", envelope.length());
        if (envelope.redelivered()) {
            details.put("mayBeRepeated", true);
        }
        return payload(details, envelope.payload()).toString();
    }

    /** A text where it is one, else the first bytes. */
    private static ObjectNode payload(ObjectNode details, byte[] payload) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            return details.put("payload", cut(text));
        } catch (CharacterCodingException e) {
            return details.put("payloadHex", HexFormat.of().formatHex(payload, 0, Math.min(MOST_BYTES, payload.length)));
        }
    }

    static String decoded(Telemetry telemetry) {
        ObjectNode details = object();
        if (telemetry == null) {
            return details.put("empty", true).toString();
        }
        details.put("id", telemetry.id()).put("format", telemetry.format().name().toLowerCase(Locale.ROOT))
                .put("timestamp", Instant.ofEpochMilli(telemetry.timestamp()).toString());
        if (!telemetry.isPicture()) {
            details.put("values", telemetry.values().length);
        }
        return details.toString();
    }

    /** The message's row: each channel as it was sent, and as the model gets it where the window is full. */
    static String enriched(Enriched input) {
        Manifest model = input.model();
        ObjectNode details = object().put("model", model.name()).put("version", model.version());
        if (model.window() > 1) {
            details.put("have", input.have()).put("need", model.window());
        }
        if (input.filled() > 0) {
            details.put("filled", input.filled());
        }
        if (!input.outOfRange().isEmpty()) {
            ArrayNode outside = details.putArray("outOfRange");
            input.outOfRange().stream().limit(MOST_CHANNELS).forEach(outside::add);
        }
        if (!input.telemetry().isPicture()) {
            details.put("width", model.rowWidth());
            channels(details.putArray("channels"), input);
        }
        return details.toString();
    }

    private static void channels(ArrayNode channels, Enriched input) {
        Telemetry telemetry = input.telemetry();
        List<String> names = input.model().featureNames();
        Map<String, Integer> sent = new HashMap<>();
        for (int i = 0; telemetry.channels() != null && i < telemetry.channels().length; i++) {
            sent.put(telemetry.channels()[i], i);
        }
        int column = 0;
        int begin = 0;
        for (Manifest.Input part : input.model().inputs()) {
            int width = part.rowWidth();
            for (int i = 0; i < width && column + i < MOST_CHANNELS; i++) {
                String name = names.isEmpty() ? Integer.toString(column + i) : names.get(column + i);
                Integer place = telemetry.channels() == null ? Integer.valueOf(column + i) : sent.get(name);
                channel(channels.addObject().put("name", name), input, place, begin + part.elements() - width + i);
            }
            column += width;
            begin += part.elements();
        }
    }

    private static void channel(ObjectNode channel, Enriched input, Integer sent, int used) {
        Telemetry telemetry = input.telemetry();
        if (sent != null && sent < telemetry.values().length) {
            value(channel, "sent", telemetry.values()[sent], telemetry.texts() == null ? null : telemetry.texts()[sent]);
        }
        if (input.data() != null) {
            value(channel, "used", input.data()[used], input.texts() == null ? null : input.texts()[used]);
        }
    }

    private static void value(ObjectNode channel, String name, double value, String text) {
        if (text != null) {
            channel.put(name, cut(text));
        } else if (Double.isFinite(value)) {
            channel.put(name, value);
        }
    }

    /** @param device of the message itself, which is not among the others */
    static String ran(String device, Manifest version, List<ModelInput> together, long waitedNanos, long ranNanos) {
        ObjectNode details = object().put("model", version.name()).put("version", version.version())
                .put("batch", together.size()).put("waitedMicros", waitedNanos / 1000).put("ranMicros", ranNanos / 1000);
        ArrayNode with = details.putArray("with");
        boolean own = false;
        for (ModelInput each : together) {
            String other = each.orderKey();
            if (!own && device.equals(other)) {
                own = true;
            } else if (with.size() < MOST_OTHERS) {
                with.add(other == null ? "a request" : other);
            }
        }
        return details.toString();
    }

    static String answered(Result result, byte[] answer) {
        ObjectNode details = object().put("model", result.model().name()).put("version", result.model().version());
        if (result instanceof Result.Answered given) {
            ModelOutput output = given.output();
            if (output.label() != null) {
                details.put("label", cut(output.label()));
            }
            value(details, "score", output.score(), null);
        } else if (result instanceof Result.Warming warming) {
            details.put("have", warming.have()).put("need", warming.model().window());
        }
        return payload(details, answer).toString();
    }

    private static String cut(String text) {
        return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
    }
}
