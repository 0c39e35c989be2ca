package io.bactrian.sample;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;

/** Decides which messages become samples. Any thread; must not wait. */
@FunctionalInterface
public interface SamplePolicy {
    /** Keeps every message. */
    SamplePolicy EVERY = (question, output) -> true;

    /** @param output what the model said; null while the device's window fills */
    boolean keep(Enriched question, ModelOutput output);
}
