package io.bactrian.enrich;

import java.util.LinkedHashMap;
import java.util.Map;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRepository;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/**
 * Gives a message its device's model, calibration and window. Keeps the windows of so many devices, and lets the one that was
 * seen least recently go first. Any thread; one at a time.
 */
public final class Enricher {
    private final DeviceFile devices;
    private final ModelRepository models;
    private final Map<String, DeviceState> states;

    /** @param mostDevices devices whose windows are kept */
    public Enricher(DeviceFile devices, ModelRepository models, int mostDevices) {
        this.devices = devices;
        this.models = models;
        this.states = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, DeviceState> eldest) {
                return size() > mostDevices;
            }
        };
    }

    /**
     * @throws BadInput when the device or its model is not known, or the message does not fit the model
     * @throws io.bactrian.model.ModelUnavailable when the model is there but cannot be used for now
     */
    public synchronized Enriched enrich(Telemetry telemetry) {
        DeviceProfile profile = devices.directory().profile(telemetry.device());
        if (profile == null) {
            throw new BadInput(ErrorCode.UNKNOWN_DEVICE, telemetry.id(), "device '" + telemetry.device()
                    + "' is not in the device directory, and unknown devices are refused: add it");
        }
        Manifest model = models.find(profile.model()).orElseThrow(() -> new BadInput(ErrorCode.UNKNOWN_MODEL, telemetry.id(),
                "device '" + telemetry.device() + "' is to be answered by model '" + profile.model()
                        + "', which is not in the models folder; expected one of " + models.models().keySet()));
        DeviceState state = states.get(telemetry.device());
        if (state == null || !state.adopt(profile, model)) {
            state = new DeviceState(profile, model);
            states.put(telemetry.device(), state);
        }
        return state.add(telemetry);
    }

    /** Devices whose windows are kept now. */
    public synchronized int devices() {
        return states.size();
    }
}
