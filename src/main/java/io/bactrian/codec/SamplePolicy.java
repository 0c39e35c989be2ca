package io.bactrian.codec;

import io.bactrian.enrich.Enriched;

/** Decides which messages become samples. Any thread; must not wait. */
@FunctionalInterface
public interface SamplePolicy {
    /** Keeps every message. */
    SamplePolicy EVERY = (input, result) -> true;

    boolean keep(Enriched input, Result result);
}
