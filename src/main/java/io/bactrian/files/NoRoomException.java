package io.bactrian.files;

import java.io.IOException;

/** More than may be written now; the message says what to do. */
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(String message) {
        super(message);
    }
}
