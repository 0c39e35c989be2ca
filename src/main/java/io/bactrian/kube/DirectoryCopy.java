package io.bactrian.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;
import io.bactrian.text.BoundedFile;

/** The last known objects on disk, replaced at once, so that a node that starts without cluster and API knows its devices. One thread. */
final class DirectoryCopy {
    private static final Logger LOG = Logger.getLogger(DirectoryCopy.class);
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 256 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path file;

    DirectoryCopy(Path dir) {
        this.file = dir.resolve("devices.json");
    }

    /**
     * @param node whose devices they are
     * @param seen when the cluster last answered; null for never
     */
    record Content(int format, String node, Instant seen, long deviceRevision, List<DeviceObject> devices, long modelRevision,
            List<ModelObject> models) {
        Content(String node, Instant seen, long deviceRevision, List<DeviceObject> devices, long modelRevision,
                List<ModelObject> models) {
            this(FORMAT, node, seen, deviceRevision, devices, modelRevision, models);
        }
    }

    /** Null where there is none that can be used; a damaged one is renamed to {@code .corrupt}. */
    Content read(String node) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            byte[] bytes = BoundedFile.read(file, MOST_BYTES);
            Content content = content(bytes);
            if (content != null && !node.equals(content.node())) {
                LOG.warnf("%s is of node %s and not of %s: it is not used", file, content.node(), node);
                return null;
            }
            return content;
        } catch (IOException e) {
            LOG.errorf("Devices: %s cannot be read: %s. Messages are held until the cluster answers.", file, e);
            return null;
        }
    }

    private Content content(byte[] bytes) throws IOException {
        String reason;
        try {
            Content content = JSON.readValue(bytes, Content.class);
            if (content != null && content.format() == FORMAT && content.devices() != null && content.models() != null) {
                return content;
            }
            reason = content != null && content.format() > FORMAT ? "a newer release wrote it" : "it is not whole";
        } catch (JacksonException | IllegalArgumentException e) {
            reason = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
        }
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.errorf("Devices: %s cannot be used (%s) and has been renamed to %s. Messages are held until the cluster answers.",
                file,
                reason, aside);
        return null;
    }

    /** Returns once it is on the disk. */
    void write(Content content) throws IOException {
        Files.createDirectories(file.getParent());
        DurableFile.replace(file, JSON.writeValueAsBytes(content));
    }
}
