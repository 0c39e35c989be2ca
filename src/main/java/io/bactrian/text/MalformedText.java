package io.bactrian.text;

import java.io.IOException;

/** A text that is not read; the message begins with the place: {@code line 3, column 9: …}. */
public final class MalformedText extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param line   from 1 on
     * @param column in characters, from 1 on
     */
    public MalformedText(int line, int column, String problem) {
        super("line " + line + ", column " + column + ": " + problem);
    }
}
