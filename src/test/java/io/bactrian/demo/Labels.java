package io.bactrian.demo;

import io.bactrian.demo.Pumps.Noted;

/**
 * Says what readings were: of half of the pumps a technician, who is right; of the others an import of another system, which is right until
 * somebody spoils it.
 */
final class Labels {
    private final Pumps pumps;
    private final Cloud cloud;
    private volatile boolean spoiled;

    /** What somebody says that a reading was. */
    record Label(String id, String device, String label, String by) {
    }

    Labels(Pumps pumps, Cloud cloud) {
        this.pumps = pumps;
        this.cloud = cloud;
    }

    /** Labels what was sent since the last call. */
    void send() {
        var labels = pumps.noted().stream().map(this::label).toList();
        if (!labels.isEmpty()) {
            cloud.label(labels);
        }
    }

    private Label label(Noted reading) {
        var technician = Math.floorMod(reading.device().hashCode(), 2) == 0;
        var faulty = reading.faulty() != (spoiled && !technician);
        return new Label(reading.id(), reading.device(), faulty ? "anomaly" : "normal", technician ? "technician" : "import");
    }

    /** From now on the import says of each reading what it was not; or again what it was. */
    void spoil(Say say) {
        spoiled = !spoiled;
        say.now(spoiled
                ? "Labels are poisoned: the import says 'normal' of faulty pumps and 'anomaly' of others. What the technician says stays right."
                : "The import's labels are right again.");
    }
}
