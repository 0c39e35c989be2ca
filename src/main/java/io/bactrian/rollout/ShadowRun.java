package io.bactrian.rollout;

import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;

/** A version that runs beside the answers, on so large a share of the batches, and what receives its results. */
record ShadowRun(LoadedVersion loaded, Comparison into, double share) {
}
