package io.bactrian.bench.http;

/** One request to one model in one encoding, sent again and again by several threads. */
interface Call extends AutoCloseable {
    /** Sends it and waits for the answer; fails unless that is one. */
    void send() throws Exception;

    /** Sends it once and returns the output that is checked. */
    float[] answer() throws Exception;

    @Override
    default void close() {
    }
}
