package io.bactrian.spool;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Wakes one thread; raising it is remembered, costs no lock, and no system call unless that thread sleeps. */
final class Signal {
    private final AtomicBoolean raised = new AtomicBoolean();
    private volatile Thread waiter;

    void raise() {
        if (!raised.get() && raised.compareAndSet(false, true)) {
            LockSupport.unpark(waiter);
        }
    }

    /** Returns when raised since the last return, or after {@code nanos}. Only ever called by one thread. */
    void await(long nanos) {
        waiter = Thread.currentThread();
        long end = System.nanoTime() + nanos;
        while (!raised.getAndSet(false)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
            Thread.interrupted();
        }
    }
}
