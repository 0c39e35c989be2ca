package io.bactrian.spool;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/** What a spool's two threads and its façade share; {@code commitNanos} gets the time of each commit. */
record SpoolCore(String name, AtomicReference<Limits> current, SpoolFile file, WriteQueue queue, SpoolState state,
        Health health,
        LongConsumer commitNanos, WakeupSignal writerSignal, WakeupSignal readerSignal) {

    /** They may change while the spool works. */
    Limits limits() {
        return current.get();
    }
}
