package io.bactrian.enrich;

import java.util.Map;

import io.bactrian.enrich.RowReader.Row;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.Telemetry;

/**
 * Gives a message its device's model, calibration and window, and a candidate version its own view of the message.
 * Keeps the windows of a bounded number of devices; the least recently used goes first. Any thread; one at a time.
 */
public final class Enricher {
    private final DeviceSource devices;
    private final ServingModels models;
    private final Map<String, DeviceState> states;
    private final Map<String, DeviceState> candidates;

    /** @param mostDevices devices whose windows are kept */
    public Enricher(DeviceSource devices, ServingModels models, int mostDevices) {
        this.devices = devices;
        this.models = models;
        this.states = new Recent<>(mostDevices);
        this.candidates = new Recent<>(mostDevices);
        devices.checkAgainst(models);
    }

    /**
     * @throws BadInput when the device or its model is not known, or the message does not fit the model
     * @throws io.bactrian.model.ModelUnavailable when the model is there but cannot be used for now, or no directory is known yet
     */
    public synchronized Enriched enrich(Telemetry telemetry) {
        DeviceProfile profile = profile(telemetry);
        VersionSelection selection = selection(telemetry, profile);
        Manifest model = selection.serving();
        if (telemetry.isPicture() || model.takesPicture()) {
            return picture(telemetry, profile, selection);
        }
        DeviceState state = state(telemetry.device(), profile, model);
        Row row = add(state, telemetry);
        return new Enriched(telemetry, profile, model, row == null ? null : row.values(), row == null ? null : row.texts(),
                state.have(), row == null ? 0 : row.filled(),
                selection.candidate() == null ? null : candidate(telemetry, profile, selection, row), state.outOfRange());
    }

    /** A picture has no window and no calibration. */
    private static Enriched picture(Telemetry telemetry, DeviceProfile profile, VersionSelection selection) {
        Manifest model = selection.serving();
        if (telemetry.isPicture() != model.takesPicture()) {
            throw new BadInput(ErrorCode.WRONG_TYPE, telemetry.id(), telemetry.isPicture()
                    ? "the message is a picture, but model '" + model.name() + "' takes values: expected telemetry as JSON"
                    : "the message is no picture, but model '" + model.name() + "' takes one: expected a JPEG or PNG file");
        }
        Manifest candidate = selection.candidate();
        ModelInput.Data tried = candidate == null || !candidate.takesPicture()
                ? null
                : new ModelInput.Data(candidate, null, null, telemetry.envelope().payload());
        return new Enriched(telemetry, profile, model, null, null, 1, tried);
    }

    /** Which versions see the device's messages now; throws what {@link #enrich} throws where none does. */
    VersionSelection selection(Telemetry telemetry) {
        return selection(telemetry, profile(telemetry));
    }

    private DeviceProfile profile(Telemetry telemetry) {
        DeviceProfile profile = devices.directory().profile(telemetry.device());
        if (profile == null) {
            throw new BadInput(ErrorCode.UNKNOWN_DEVICE, telemetry.id(), "device '" + telemetry.device()
                    + "' is not in the device directory, and unknown devices are refused: add it");
        }
        return profile;
    }

    private VersionSelection selection(Telemetry telemetry, DeviceProfile profile) {
        return models.choose(profile.model(), telemetry.device(), profile.version())
                .orElseThrow(() -> unknownModel(telemetry, profile));
    }

    /** A failure that a message causes is charged to the message. */
    private static Row add(DeviceState state, Telemetry telemetry) {
        try {
            return state.add(telemetry);
        } catch (BadInput e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BadInput(ErrorCode.NOT_PROCESSED, telemetry.id(), "the values cannot be put in the model's order: " + e);
        }
    }

    /** Devices whose windows are kept now. */
    public synchronized int devices() {
        return states.size();
    }

    /** A window that filled for a candidate is the device's own once the candidate serves. */
    private DeviceState state(String device, DeviceProfile profile, Manifest model) {
        DeviceState state = states.get(device);
        if (state == null || !state.adopt(profile, model)) {
            DeviceState prepared = candidates.remove(device);
            state = prepared != null && prepared.adopt(profile, model) ? prepared : new DeviceState(profile, model);
            states.put(device, state);
        }
        return state;
    }

    private ModelInput.Data candidate(Telemetry telemetry, DeviceProfile profile, VersionSelection selection, Row row) {
        Manifest candidate = selection.candidate();
        Row own = row;
        if (!selection.sameForm()) {
            DeviceState state = candidates.get(telemetry.device());
            if (state == null || !state.adopt(profile, candidate)) {
                state = new DeviceState(profile, candidate);
                candidates.put(telemetry.device(), state);
            }
            try {
                own = candidate.takesPicture() ? null : state.add(telemetry);
            } catch (RuntimeException e) {
                return null;
            }
        }
        return own == null || row == null ? null : new ModelInput.Data(candidate, own.values(), own.texts());
    }

    private BadInput unknownModel(Telemetry telemetry, DeviceProfile profile) {
        return new BadInput(ErrorCode.UNKNOWN_MODEL, telemetry.id(), "device '" + telemetry.device()
                + "' is to be answered by model '" + profile.model() + "'"
                + (profile.version() == null ? "" : ", version " + profile.version())
                + ", which is not in the models folder; expected one of " + models.names());
    }
}
