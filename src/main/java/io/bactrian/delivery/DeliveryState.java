package io.bactrian.delivery;

import java.util.Locale;

/** Where an order stands. */
public enum DeliveryState {
    /** Others come first. */
    QUEUED,
    /** Its files come. */
    FETCHING,
    /** They have come, and are compared and unpacked. */
    CHECKING,
    /** It has failed and is tried again. */
    RETRYING,
    /** What it names cannot be a version; it is not tried again unless it changes. */
    REJECTED,
    /** The version is in its folder; the rest is the rollout's. */
    DELIVERED;

    /** As it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
