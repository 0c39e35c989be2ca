package io.bactrian.codec;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/** What a message led to: the model's output, or none while its device's window fills. */
public sealed interface Result {
    /** The version that answered; while the window fills, the one that is to answer. */
    Manifest model();

    /** @param output of the model that ran, which a route may have chosen instead of the device's own */
    record Answered(ModelOutput output) implements Result {
        @Override
        public Manifest model() {
            return output.model();
        }
    }

    /** @param have rows in the device's window, of the {@link Manifest#window()} that are needed */
    record Warming(Manifest model, int have) implements Result {
    }
}
