package io.bactrian.telemetry;

import io.bactrian.text.Excerpt;

/** The first of what is wrong with a message: it is kept until the whole message is read, so that the answer can carry its id. */
final class FirstProblem {
    private static final int LONGEST_SHOWN = 64;

    private ErrorCode code;
    private String text;

    void note(ErrorCode first, String why) {
        if (code == null) {
            code = first;
            text = why;
        }
    }

    /** @throws BadInput when there is one */
    void raise(String id) {
        if (code != null) {
            throw new BadInput(code, id, text);
        }
    }

    static String shorten(String text) {
        return Excerpt.of(text, LONGEST_SHOWN);
    }
}
