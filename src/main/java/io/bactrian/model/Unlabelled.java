package io.bactrian.model;

import java.util.Locale;

/** Why an answer has no label although its model's manifest defines one; devices see the code, documented in docs/interfaces.md. */
public enum Unlabelled {
    /** The output that gives the label has no elements. */
    EMPTY,
    /** A number that the label is taken from is NaN or infinite. */
    NOT_FINITE,
    /** The class is none that the manifest names. */
    UNKNOWN_VALUE,
    /** There are more or fewer numbers than labels, or than one. */
    WRONG_COUNT;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String code() {
        return code;
    }
}
