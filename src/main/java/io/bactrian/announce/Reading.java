package io.bactrian.announce;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.text.JsonDocument;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlReader;

/** One JSON object read member by member, with every problem; members that are not known are passed over. One thread. */
final class Reading {
    static final int MOST_BYTES = 1 << 16;
    private static final int MOST_VERSION = 999_999_999;

    final Problems problems = new Problems();
    final YamlReader members;

    /** @throws IOException where it is no JSON object */
    Reading(byte[] content) throws IOException {
        if (content.length > MOST_BYTES) {
            throw new IOException("it has " + content.length + " bytes; expected at most " + MOST_BYTES);
        }
        JsonNode root = JsonDocument.parse(content);
        if (!root.isObject()) {
            throw new IOException("it is " + YamlReader.shown(root) + "; expected a JSON object");
        }
        members = new YamlReader(root, "", problems);
    }

    String required(String key) {
        String text = members.text(key);
        if (text == null) {
            problems.add(key + " is missing; expected a text");
        }
        return text;
    }

    int version() {
        Integer version = members.whole("version", 1, MOST_VERSION);
        if (version == null && !members.has("version")) {
            problems.add("version is missing; expected a whole number from 1 on");
        }
        return version == null ? 0 : version;
    }

    Instant time(String key) {
        String text = members.text(key);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            problems.add(key + " is '" + text + "'; expected a time such as 2026-01-31T12:00:00Z");
            return null;
        }
    }

    static Map<String, String> texts(YamlReader mapping) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : mapping.keys()) {
            String text = mapping.text(key);
            if (text != null) {
                texts.put(key, text);
            }
        }
        return texts;
    }

    /** @throws IOException with all problems, where there are some */
    void check() throws IOException {
        if (!problems.none()) {
            throw new IOException(problems.text());
        }
    }
}
