package io.bactrian.rollout;

/** What it takes for a version that has passed its checks to serve. */
public enum Promote {
    /** Nothing more. */
    IMMEDIATE,
    /** Its comparison with the version in service. */
    GATED,
    /** Its comparison with the version in service, and an operator's request. */
    MANUAL
}
