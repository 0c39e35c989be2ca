package io.bactrian.enrich;

import io.bactrian.model.ServingModels;

/** Where the device directory comes from. {@link #directory()} and {@link #problem()} from any thread, the others from one. */
public interface DeviceSource {
    /** The directory in use; while none is known yet, one whose profiles are not available for now. */
    DeviceDirectory directory();

    /** What is wrong with the directory as it is now, or what of it has no effect; null where nothing is. */
    String problem();

    /** Takes a change, where there is one. Failures are logged and kept. */
    void refresh();

    /** From now on, a calibration of a channel that the device's model does not have is reported. */
    void checkAgainst(ServingModels models);
}
