package io.bactrian.model;

import java.util.Locale;

/** Why a message becomes a sample; what a {@link SamplePolicy} is made of. The text stands in policies and records. */
public enum SampleReason {
    /** Every message is kept; no other reason beside it. */
    EVERY,
    /** The probabilities of a classifier are close to equal. */
    ENTROPY,
    /** The two largest probabilities of a classifier are close to each other. */
    MARGIN,
    /** The score is close to the threshold between two labels. */
    THRESHOLD,
    /** The version that is being tried out says something else than the one that answered. */
    DISAGREEMENT,
    /** A channel was filled in, or is out of the range that the manifest gives it. */
    CHANNELS,
    /** By chance, while messages of the device's group are other than they were. */
    DRIFT,
    /** By chance. */
    RANDOM;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }
}
