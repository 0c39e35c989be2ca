package io.bactrian.delivery;

import java.io.IOException;

/** What came whole is not what was ordered. It may have been spoiled on the way, so it is fetched anew a few times. */
final class WrongDigestException extends IOException {
    private static final long serialVersionUID = 1;

    WrongDigestException(long expected, long found) {
        super("the archive has " + found + " bytes or more; expected " + expected
                + ": correct the order, or put that archive there");
    }

    WrongDigestException(String expected, String found) {
        super("sha256 is " + expected + ", but what came has " + found
                + "; expected what the order was made for: correct the order, or put that there");
    }
}
