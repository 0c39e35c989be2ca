package io.bactrian.cloud.pool;

import java.util.Locale;

/** How a version came into the pool. */
public enum Origin {
    /** By the training of this cloud. */
    TRAINED,
    /** By a request. */
    UPLOADED;

    /** As cards have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
