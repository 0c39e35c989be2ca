package io.bactrian.cloud.data;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.data.Parsed.Key;
import io.bactrian.text.Excerpt;

/** What came becomes what is written. */
final class IncomingReader {
    /** As the edge names its folders of models. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final int KEPT_OF_REJECTED = 4096;
    private static final int LONGEST_HEADER = 200;
    private static final int MOST_HEADERS = 30;

    private IncomingReader() {
    }

    /** @throws UnreadableException saying what was expected */
    static Parsed read(Incoming record, Instant now) throws UnreadableException {
        if (record.value() == null || record.value().length == 0) {
            throw new UnreadableException("it has no value; expected a JSON object, or a picture");
        }
        if (record.kind() == Kind.SAMPLE && PictureReader.isPicture(record.headers())) {
            return PictureReader.read(record, now);
        }
        JsonHead head = JsonHead.read(record.value(), record.kind() == Kind.SAMPLE ? Lines.RESERVED : Set.of());
        String model = model(head.need("model"));
        if (record.kind() == Kind.SAMPLE) {
            byte[] line = Lines.with(Lines.collected(now, record.headers()), record.value());
            return new Parsed(Kind.SAMPLE, model, new Key(head.optional("device"), head.need("id")), head.millis(), line, null);
        }
        String time = record.kind() == Kind.DRIFT ? "at" : "to";
        Instant at = instant(time, head.need(time));
        return new Parsed(record.kind(), model, new Key("", head.need("id")), at.toEpochMilli(), Lines.plain(record.value()),
                null);
    }

    /** The first 4 KiB of a record that could not be read, and why. */
    static Parsed rejected(Incoming record, String reason, Instant now) {
        Incoming.Origin origin = record.origin();
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("at", now.toString()).put("topic", origin.topic()).put("partition", origin.partition())
                .put("offset", origin.offset()).put("reason", reason);
        ObjectNode headers = line.putObject("headers");
        record.headers().entrySet().stream().limit(MOST_HEADERS).forEach(header -> headers
                .put(Excerpt.visible(header.getKey(), LONGEST_HEADER), Excerpt.visible(header.getValue(), LONGEST_HEADER)));
        byte[] value = record.value() == null ? new byte[0] : record.value();
        line.put("bytes", value.length);
        line.put("value", Base64.getEncoder().encodeToString(Arrays.copyOf(value, Math.min(value.length, KEPT_OF_REJECTED))));
        Key key = new Key(origin.topic(), origin.partition() + ":" + origin.offset());
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        return new Parsed(Kind.REJECTED, Folder.REJECTED, key, now.toEpochMilli(), text, null);
    }

    static String model(String name) throws UnreadableException {
        if (!MODEL.matcher(name).matches()) {
            throw new UnreadableException("its model is " + Excerpt.quoted(name)
                    + "; expected a letter or digit, then up to 127 letters, digits and ._-");
        }
        return name;
    }

    static String header(Map<String, String> headers, String name) throws UnreadableException {
        return JsonHead.checked(name, headers.get(name));
    }

    /** RFC 3339, in milliseconds that a long holds. */
    static Instant instant(String name, String text) throws UnreadableException {
        try {
            Instant at = Instant.parse(text);
            at.toEpochMilli();
            return at;
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableException(
                    "its '" + name + "' is " + Excerpt.quoted(text) + "; expected a time such as 2026-01-31T12:00:00Z");
        }
    }
}
