package io.bactrian.flow;

import io.bactrian.enrich.Enriched;
import io.bactrian.learn.DriftMonitor;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/**
 * Shows answers to the drift monitor, by the groups that a label of the device directory makes. Any thread.
 *
 * @param monitor null for none
 * @param groupBy the label's name; null for one group of all devices
 */
public record DriftObserver(DriftMonitor monitor, String groupBy) {
    /** Drift is not looked for. */
    public static final DriftObserver NONE = new DriftObserver(null, null);

    void observe(Enriched input, ModelOutput output) {
        if (monitor != null && output.input() != null) {
            monitor.observe(output, group(input));
        }
    }

    /** Whether messages of that one's group, answered by that version, are other than they were. */
    public boolean drifting(Manifest model, ModelInput input) {
        return monitor != null && input instanceof Enriched message && monitor.drifting(model, group(message));
    }

    private String group(Enriched input) {
        return groupBy == null ? "" : input.profile().labels().getOrDefault(groupBy, "");
    }
}
