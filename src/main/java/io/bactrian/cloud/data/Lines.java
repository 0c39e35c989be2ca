package io.bactrian.cloud.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Lines of the files. What came stays as it is, to the digit; in front of it stands what is known of its way here. */
final class Lines {
    /** The member that this service adds. */
    static final String COLLECTED = "collected";
    /** Members that this service adds to samples, here and when they are exported. */
    static final Set<String> RESERVED = Set.of(COLLECTED, "label", "value", "labelledBy", "labelledAt");

    private Lines() {
    }

    /** A JSON object that came, which may have line breaks between its members. */
    static byte[] plain(byte[] object) {
        byte[] line = new byte[object.length + 1];
        for (int i = 0; i < object.length; i++) {
            line[i] = object[i] == '\n' || object[i] == '\r' ? (byte) ' ' : object[i];
        }
        line[object.length] = '\n';
        return line;
    }

    /** The same, with {@code collected} as its first member. */
    static byte[] with(ObjectNode collected, byte[] object) {
        byte[] plain = plain(object);
        int open = 0;
        while (plain[open] != '{') {
            open++;
        }
        int next = open + 1;
        while (plain[next] == ' ' || plain[next] == '\t') {
            next++;
        }
        byte[] head = ("{\"" + COLLECTED + "\":" + collected + (plain[next] == '}' ? "" : ","))
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream line = new ByteArrayOutputStream(head.length + plain.length);
        line.writeBytes(head);
        line.write(plain, next, plain.length - next);
        return line.toByteArray();
    }

    /** When it was collected, why it was kept at the edge and with which probability. */
    static ObjectNode collected(Instant now, Map<String, String> headers) {
        ObjectNode collected = JsonNodeFactory.instance.objectNode();
        collected.put("at", now.toString());
        if (headers.containsKey("ce_reason")) {
            collected.put("reason", headers.get("ce_reason"));
        }
        double probability = probability(headers.get("ce_probability"));
        if (probability > 0 && probability <= 1) {
            collected.put("probability", probability);
        }
        return collected;
    }

    private static double probability(String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
