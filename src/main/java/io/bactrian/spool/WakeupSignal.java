package io.bactrian.spool;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Wakes one thread; raising it is remembered, costs no lock, and no system call unless that thread sleeps. */
final class WakeupSignal {
    private final AtomicBoolean raised = new AtomicBoolean();
    private volatile Thread waiter;

    void raise() {
        if (!raised.get() && raised.compareAndSet(false, true)) {
            LockSupport.unpark(waiter);
        }
    }

    /** Ends the thread's {@link #pause}, without raising anything. */
    void hurry() {
        LockSupport.unpark(waiter);
    }

    /** Sleeps until {@code nanos} are over, or {@link #hurry}, or for no reason. Only ever called by the one thread. */
    void pause(long nanos) {
        waiter = Thread.currentThread();
        LockSupport.parkNanos(this, nanos);
        Thread.interrupted();
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
