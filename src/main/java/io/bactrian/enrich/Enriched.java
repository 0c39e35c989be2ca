package io.bactrian.enrich;

import java.util.List;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.trace.TraceContext;

/**
 * A message with all that the model needs.
 *
 * @param telemetry the message
 * @param profile   what is known of its device
 * @param model     the device's model
 * @param data      the model's input, calibrated; null while the device's window is not full, and of a picture
 * @param texts     its strings at their places; null when the model takes none
 * @param have      rows in the device's window, this message's included
 * @param filled    values of this message that were missing and are filled in
 * @param candidate what a version that is being tried out is to see, or null
 * @param outOfRange channels whose values, as the device sent them, are not in the range that the directory states
 */
public record Enriched(Telemetry telemetry, DeviceProfile profile, Manifest model, double[] data,
        String[] texts, int have, int filled, Data candidate, List<String> outOfRange) implements ModelInput {
    /** No value is missing, and all are in their ranges. */
    public Enriched(Telemetry telemetry, DeviceProfile profile, Manifest model, double[] data, String[] texts, int have,
            Data candidate) {
        this(telemetry, profile, model, data, texts, have, 0, candidate, List.of());
    }

    /** The picture that the message is, for a model that takes pictures, or null. */
    @Override
    public byte[] picture() {
        return telemetry.isPicture() ? telemetry.envelope().payload() : null;
    }

    @Override
    public String orderKey() {
        return telemetry.device();
    }

    @Override
    public TraceContext trace() {
        return telemetry.envelope().trace();
    }

    public boolean warming() {
        return !hasData();
    }
}
