package io.bactrian.infer.batch;

/** Errors of threads that go on where the process does not end on them. */
final class Uncaught {
    private Uncaught() {
    }

    /** As if the current thread had ended with that error. */
    static void tell(Error error) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }
}
