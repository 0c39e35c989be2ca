package io.bactrian.kube;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.jboss.logging.Logger;

import io.bactrian.files.JsonCopy;

/** The last known objects on disk, so that a node that starts without cluster and API knows its devices. One thread. */
final class DirectoryCopy {
    private static final Logger LOG = Logger.getLogger(DirectoryCopy.class);
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 256 << 20;

    private final Path file;
    private final JsonCopy<Content> copy;

    DirectoryCopy(Path dir) {
        file = dir.resolve("devices.json");
        copy = new JsonCopy<>(file, Content.class, MOST_BYTES, "Devices", "Messages are held until the cluster answers.");
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

        private String flaw() {
            if (format == FORMAT && devices != null && models != null) {
                return null;
            }
            return format > FORMAT ? "a newer release wrote it" : "it is not whole";
        }
    }

    /** Null where there is none that can be used. */
    Content read(String node) {
        Content content = copy.read(Content::flaw);
        if (content != null && !node.equals(content.node())) {
            LOG.warnf("%s is of node %s and not of %s: it is not used", file, content.node(), node);
            return null;
        }
        return content;
    }

    /** Returns once it is on the disk. */
    void write(Content content) throws IOException {
        copy.write(content);
    }
}
