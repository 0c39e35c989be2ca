package io.bactrian.cloud.deploy;

import java.util.Locale;

/** Where a deployment stands. */
public enum DeploymentState {
    /** The nodes that get it first have it, or fetch it. */
    CANARY,
    /** All its nodes may fetch it. */
    ALL,
    /** No node begins to fetch it; those that have it go on. */
    STOPPED,
    /** Every node rolls it back. */
    WITHDRAWN,
    /** It is not announced any more: a higher version is, to the same nodes. */
    SUPERSEDED;

    /** As it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nodes may begin to fetch it. */
    boolean open() {
        return this == CANARY || this == ALL;
    }
}
