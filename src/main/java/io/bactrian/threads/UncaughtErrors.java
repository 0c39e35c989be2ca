package io.bactrian.threads;

import org.jboss.logging.Logger;

/** Hands throwables that no caller catches to the thread's uncaught exception handler, on threads that must not end. Any thread. */
public final class UncaughtErrors {
    private static final Logger LOG = Logger.getLogger(UncaughtErrors.class);

    private UncaughtErrors() {
    }

    /** As if the current thread had ended with {@code error}. */
    public static void handOver(Throwable error) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }

    /**
     * Hands over an error of the virtual machine, such as one of memory, wherever it stands in the causes.
     *
     * @return whether there was one; a stack overflow does not count, it is the fault of one message
     */
    public static boolean handOverFatal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                handOver(cause);
                return true;
            }
        }
        return false;
    }

    /** Hands over what is fatal, logs everything else. */
    public static void report(Throwable failure) {
        if (!handOverFatal(failure)) {
            LOG.errorf(failure, "A task of thread %s failed", Thread.currentThread().getName());
        }
    }

    /** Runs the task, and {@link #report reports} whatever it throws. */
    public static void guard(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            report(e);
        }
    }
}
