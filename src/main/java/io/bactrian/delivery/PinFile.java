package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.bactrian.files.DurableFile;
import io.bactrian.text.BoundedFile;

/** What tags and aliases named, by the ids of the orders, on disk: so a start does not depend on their stores. One thread. */
final class PinFile {
    private static final Logger LOG = Logger.getLogger(PinFile.class);
    private static final int LONGEST = 4 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;

    PinFile(Path dir) {
        file = dir.resolve("references.json");
    }

    private record Content(Map<String, Pin> pins) {
    }

    /** None where there is no file that can be read: all are resolved again. */
    Map<String, Pin> read() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Content content = JSON.readValue(BoundedFile.read(file, LONGEST), Content.class);
            content.pins().values().forEach(pin -> pin.from().length());
            return content.pins();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("Deliveries: %s cannot be read (%s). Tags and aliases are resolved again.", file, e.getMessage());
            return Map.of();
        }
    }

    /** Returns once it is on the disk. */
    void write(Map<String, Pin> pins) throws IOException {
        DurableFile.replace(file, JSON.writeValueAsBytes(new Content(new TreeMap<>(pins))));
    }
}
