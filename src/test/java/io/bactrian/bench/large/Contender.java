package io.bactrian.bench.large;

/** Something that a batch of messages is run with. One thread. */
interface Contender extends AutoCloseable {
    /** Runs one batch; the first message's output. */
    float[] run();

    @Override
    void close();
}
