package io.bactrian.telemetry;

import java.util.Locale;

/** Why a message could not be answered; devices see the code, documented in docs/interfaces.md. */
public enum ErrorCode {
    EMPTY, TOO_LARGE, NOT_JSON, MALFORMED, UNKNOWN_FORMAT, BAD_PICTURE, WRONG_TYPE, NOT_FINITE, OUT_OF_RANGE, MISSING_CHANNEL, UNKNOWN_CHANNEL, WRONG_COUNT, CLOCK_OFF, BAD_DEVICE_NAME, UNKNOWN_DEVICE, UNKNOWN_MODEL, WRONG_SHAPE, NOT_PROCESSED, RETRIES_EXHAUSTED;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The code as devices read it: {@code wrong-type}. */
    public String code() {
        return code;
    }
}
