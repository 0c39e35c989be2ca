package io.bactrian.infer.batch;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;

/** A message to one of {@link Graphs}. */
public record Row(Manifest model, String orderKey, double[] data, Data candidate) implements ModelInput {
    public static Row of(LoadedVersion version, String device, double left, double right) {
        return new Row(version.manifest(), device, new double[]{left, right}, null);
    }

    public static Row of(LoadedVersion version, String device, double left) {
        return of(version, device, left, 0);
    }

    public static Row empty(LoadedVersion version, String device) {
        return new Row(version.manifest(), device, null, null);
    }

    public Row seenBy(LoadedVersion candidate) {
        return new Row(model, orderKey, data, new Data(candidate.manifest(), data, null));
    }
}
