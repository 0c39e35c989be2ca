package io.bactrian.rollout;

import io.bactrian.model.Comparison;

/** A version that runs beside the answers, on so large a share of the batches, and who is told what comes of it. */
record Beside(Held held, Comparison into, double share) {
}
