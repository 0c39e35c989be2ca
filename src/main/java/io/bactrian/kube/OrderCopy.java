package io.bactrian.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.bactrian.files.DurableFile;
import io.bactrian.text.BoundedFile;

/** The last known orders on disk, replaced at once. One thread. */
final class OrderCopy {
    private static final Logger LOG = Logger.getLogger(OrderCopy.class);
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 32 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path file;

    OrderCopy(Path dir) {
        this.file = dir.resolve("orders.json");
    }

    /**
     * @param namespace whose orders they are
     * @param seen      when the cluster last answered; null for never
     * @param labels    of the node
     */
    record Content(int format, String namespace, Instant seen, long revision, List<OrderObject> orders,
            Map<String, String> labels) {
        Content(String namespace, Instant seen, long revision, List<OrderObject> orders, Map<String, String> labels) {
            this(FORMAT, namespace, seen, revision, orders, labels);
        }
    }

    /** Null where there is none that can be used; a damaged one is renamed to {@code .corrupt}. */
    Content read(String namespace) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Content content = JSON.readValue(BoundedFile.read(file, MOST_BYTES), Content.class);
            if (content != null && content.format() == FORMAT && content.orders() != null && content.labels() != null) {
                return namespace.equals(content.namespace()) ? content : null;
            }
            aside("it is not of format " + FORMAT);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            aside(e instanceof JacksonException json ? json.getOriginalMessage() : e.toString());
        } catch (IOException e) {
            LOG.errorf("Orders: %s cannot be read: %s. What is ordered is not known until the cluster answers.", file, e);
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
        LOG.errorf("Orders: %s cannot be used (%s) and is now %s. What is ordered is not known until the cluster answers.",
                file,
                reason, damaged);
    }

    /** Returns once it is on the disk. */
    void write(Content content) throws IOException {
        Files.createDirectories(file.getParent());
        DurableFile.replace(file, JSON.writeValueAsBytes(content));
    }
}
