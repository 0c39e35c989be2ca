package io.bactrian.enrich;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.telemetry.Telemetry;

/**
 * A message with all that the model needs.
 *
 * @param telemetry the message
 * @param profile   what is known of its device
 * @param model     the device's model
 * @param data      the model's input, calibrated; null while the device's window is not full
 * @param texts     its strings at their places; null when the model takes none
 * @param have      rows in the device's window, this message's included
 * @param filled    values of this message that were missing and are filled in
 * @param candidate what a version that is being tried out is to see, or null
 */
public record Enriched(Telemetry telemetry, DeviceProfile profile, Manifest model, double[] data,
        String[] texts, int have, int filled, Data candidate) implements ModelInput {
    @Override
    public String orderKey() {
        return telemetry.device();
    }

    public boolean warming() {
        return data == null;
    }
}
