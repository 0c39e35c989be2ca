package io.bactrian.twin;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reports answers to {@code status.extensions.bactrian} of the cluster's DeviceStatus, where KubeEdge leaves them alone. The newest counts;
 * what could not be written is written later. {@link #write()} from one thread, the rest from any.
 */
public final class StatusExtensions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TwinSettings settings;
    private final ModelNames models;
    private final Reports reports;
    private final Cluster cluster;
    private final Clock clock;
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Where the DeviceStatus are. */
    @FunctionalInterface
    public interface Cluster {
        /**
         * Merges the JSON into the DeviceStatus. Waits.
         *
         * @param id {@code namespace/name}
         * @return false where there is none
         * @throws IOException when it is not written
         */
        boolean patch(String id, byte[] json) throws IOException;
    }

    /** @param nanos as {@link System#nanoTime()} */
    public StatusExtensions(TwinSettings settings, Cluster cluster, LongSupplier nanos, Clock clock) {
        this.settings = settings;
        this.models = new ModelNames(settings.models());
        this.reports = new Reports("DeviceStatus", settings.period(), 1, nanos);
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Whether answers of this model are reported. Never waits. */
    public boolean reports(String model) {
        return models.has(model);
    }

    /** As {@link Twins#answered}. */
    public void answered(String device, String label, double score, String version) {
        reports.answered(settings.id(device), new Answer(label, score, version));
    }

    /** Writes the one that matters most now, where one is due. */
    public void write() {
        Optional<Reports.Due> due = reports.next();
        if (due.isEmpty()) {
            return;
        }
        try {
            if (cluster.patch(due.get().id(), json(due.get().answer()))) {
                written.increment();
                reports.confirm(due.get().id());
            } else {
                failed.increment();
                reports.absent(due.get().id(),
                        "404: the cluster has no DeviceStatus of this name; cloudcore makes it with the Device, "
                                + "where it has the right: docs/kubernetes.md, Rights");
            }
        } catch (IOException | RuntimeException e) {
            failed.increment();
            reports.fail(due.get().id(), e instanceof IOException ? e.getMessage() : e.toString());
        }
    }

    private byte[] json(Answer answer) throws IOException {
        ObjectNode patch = JSON.createObjectNode();
        ObjectNode extension = patch.putObject("status").putObject("extensions").putObject("bactrian");
        extension.put("lastUpdated", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode data = extension.putObject("data");
        data.put("label", answer.label());
        data.put("score", TwinText.of(answer.score()));
        data.put("version", answer.version());
        return JSON.writeValueAsBytes(patch);
    }

    /** Why they are not up to date, by device. */
    public Map<String, String> problems() {
        return reports.problems();
    }

    /** Patches that were written. */
    public long written() {
        return written.sum();
    }

    /** Patches that were not. */
    public long failed() {
        return failed.sum();
    }
}
