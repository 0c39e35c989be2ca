package io.bactrian.spool;

import java.util.concurrent.atomic.AtomicReference;

/** What a spool's two threads and its façade share. */
record SpoolCore(String name, AtomicReference<Limits> current, SpoolFile file, WriteQueue queue, SpoolState state,
        Health health,
        CommitTimes commits, WakeupSignal writerSignal, WakeupSignal readerSignal) {

    /** They may change while the spool works. */
    Limits limits() {
        return current.get();
    }
}
