package io.bactrian.metrics;

import java.util.Locale;

/** Why an export did not reach the collector. */
public enum DropReason {
    /** It waited too long. */
    AGE,
    /** It was the oldest, and newer ones needed its place, or the disk its bytes. */
    ROOM,
    /** It could not be written. */
    DISK,
    /** Its file was not what had been written. */
    DAMAGED,
    /** The collector cannot take it, whenever it is sent. */
    REFUSED;

    /** As the meter's label has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
