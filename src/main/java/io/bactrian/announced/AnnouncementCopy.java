package io.bactrian.announced;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.files.JsonCopy;

/** The last known announcements on disk. One thread. */
final class AnnouncementCopy {
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 32 << 20;

    private final JsonCopy<Content> copy;

    AnnouncementCopy(Path dir) {
        copy = new JsonCopy<>(dir.resolve("announcements.json"), Content.class, MOST_BYTES, "Announcements",
                "What is announced is not known until Kafka answers.");
    }

    /** @param announcements by their keys, as they came */
    private record Content(int format, Map<String, String> announcements) {
        String flaw() {
            return format == FORMAT && announcements != null && !announcements.containsValue(null)
                    ? null
                    : "it is not of format " + FORMAT;
        }
    }

    /** Null where there is none that can be used. */
    Map<String, byte[]> read() {
        Content content = copy.read(Content::flaw);
        if (content == null) {
            return null;
        }
        Map<String, byte[]> all = new HashMap<>();
        content.announcements().forEach((key, text) -> all.put(key, text.getBytes(StandardCharsets.UTF_8)));
        return all;
    }

    /** Returns once it is on the disk. */
    void write(Map<String, byte[]> all) throws IOException {
        Map<String, String> texts = new HashMap<>();
        all.forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
        copy.write(new Content(FORMAT, texts));
    }
}
