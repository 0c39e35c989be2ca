package io.bactrian.spool;

/** Told once how something ended; must not throw and should not block, it runs on the thread that finished the work. */
@FunctionalInterface
interface Completion {
    /** @param failure null when it succeeded */
    void complete(Throwable failure);
}
