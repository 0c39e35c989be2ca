package io.bactrian.delivery;

import java.io.IOException;

/** A fetch was ended from here; it is no failure. */
final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;

    StoppedException() {
        super("stopped");
    }
}
