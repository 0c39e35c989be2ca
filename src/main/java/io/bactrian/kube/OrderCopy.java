package io.bactrian.kube;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.bactrian.files.JsonCopy;

/** The last known orders on disk. One thread. */
final class OrderCopy {
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 32 << 20;

    private final JsonCopy<Content> copy;

    OrderCopy(Path dir) {
        copy = new JsonCopy<>(dir.resolve("orders.json"), Content.class, MOST_BYTES, "Orders",
                "What is ordered is not known until the cluster answers.");
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

        private String flaw() {
            return format == FORMAT && orders != null && labels != null ? null : "it is not of format " + FORMAT;
        }
    }

    /** Null where there is none that can be used. */
    Content read(String namespace) {
        Content content = copy.read(Content::flaw);
        return content != null && namespace.equals(content.namespace()) ? content : null;
    }

    /** Returns once it is on the disk. */
    void write(Content content) throws IOException {
        copy.write(content);
    }
}
