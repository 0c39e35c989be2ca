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
 * @param have      rows in the device's window, this message's included
 */
public record Enriched(Telemetry telemetry, DeviceProfile profile, Manifest model, float[] data,
        int have) implements ModelInput {
    @Override
    public String orderKey() {
        return telemetry.device();
    }

    public boolean warming() {
        return data == null;
    }
}
