package io.bactrian.announced;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.bactrian.files.DurableFile;
import io.bactrian.text.BoundedFile;

/** The last known announcements on disk, replaced at once. One thread. */
final class AnnouncementCopy {
    private static final Logger LOG = Logger.getLogger(AnnouncementCopy.class);
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 32 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;

    AnnouncementCopy(Path dir) {
        this.file = dir.resolve("announcements.json");
    }

    /** @param announcements by their keys, as they came */
    private record Content(int format, Map<String, String> announcements) {
    }

    /** Null where there is none that can be used; a damaged one is renamed to {@code .corrupt}. */
    Map<String, byte[]> read() {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Content content = JSON.readValue(BoundedFile.read(file, MOST_BYTES), Content.class);
            if (content != null && content.format() == FORMAT && content.announcements() != null) {
                Map<String, byte[]> all = new HashMap<>();
                content.announcements().forEach((key, text) -> all.put(key, text.getBytes(StandardCharsets.UTF_8)));
                return all;
            }
            aside("it is not of format " + FORMAT);
        } catch (JacksonException | NullPointerException e) {
            aside(e instanceof JacksonException json ? json.getOriginalMessage() : e.toString());
        } catch (IOException e) {
            LOG.errorf("Announcements: %s cannot be read: %s. What is announced is not known until Kafka answers.", file, e);
        }
        return null;
    }

    private void aside(String reason) {
        Path damaged = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            damaged = file;
        }
        LOG.errorf("Announcements: %s cannot be used (%s) and is now %s. What is announced is not known until Kafka answers.",
                file, reason, damaged);
    }

    /** Returns once it is on the disk. */
    void write(Map<String, byte[]> all) throws IOException {
        Map<String, String> texts = new HashMap<>();
        all.forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
        Files.createDirectories(file.toAbsolutePath().getParent());
        DurableFile.replace(file, JSON.writeValueAsBytes(new Content(FORMAT, texts)));
    }
}
