package io.bactrian.rollout;

import java.util.Locale;

/** The state of a version. */
public enum State {
    /** Its files are not all there, or still change. */
    INCOMPLETE,
    /** Has failed its checks; its reason says which. */
    REJECTED,
    /** There and not in use: superseded by a higher one, or of a model that is unloaded. */
    IDLE,
    /** Runs on a copy of the traffic and does not answer. */
    SHADOW,
    /** Has passed the gate; an operator must promote it. */
    WAITING,
    /** Answers a share of the devices. */
    CANARY,
    /** Answers, and is rolled back at the first trouble. */
    PROBATION,
    /** Answers. */
    SERVING,
    /** Answers only the devices that the device directory holds to it. */
    PINNED,
    /** Served before. */
    RETIRED,
    /** Was rolled back, or did not pass the gate. */
    ROLLED_BACK;

    /** As it is written: {@code rolled-back}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
