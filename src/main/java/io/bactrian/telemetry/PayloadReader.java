package io.bactrian.telemetry;

import java.io.IOException;

/** Reads one message of one format into its head and readings. */
abstract class PayloadReader {
    final MessageHead head = new MessageHead();
    final Readings readings = new Readings();

    /**
     * @throws IOException when it is not of the format
     * @throws BadInput    naming what is wrong with it otherwise
     */
    abstract void read(byte[] payload) throws IOException;

    /** Whether the readings have names, and do not come by position. */
    boolean named() {
        return true;
    }
}
