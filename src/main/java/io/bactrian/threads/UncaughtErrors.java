package io.bactrian.threads;

import org.jboss.logging.Logger;

/** Hands throwables that no caller catches to the thread's uncaught exception handler, on threads that must not end. Any thread. */
public final class UncaughtErrors {
    private static final Logger LOG = Logger.getLogger(UncaughtErrors.class);
    private static final int MOST_CAUSES = 20;

    private UncaughtErrors() {
    }

    /** As if the current thread had ended with {@code error}. */
    public static void handOver(Throwable error) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }

    /**
     * The error of the virtual machine, such as one of memory, wherever it stands in the causes.
     *
     * @return null where there is none; a stack overflow does not count, it is the fault of one message
     */
    public static Error fatal(Throwable failure) {
        return first(failure, VirtualMachineError.class);
    }

    /**
     * Hands over what is {@link #fatal}.
     *
     * @return whether there was such an error
     */
    public static boolean handOverFatal(Throwable failure) {
        Error error = fatal(failure);
        if (error != null) {
            handOver(error);
        }
        return error != null;
    }

    /**
     * Hands over what a request ended with where it leaves no process to rely on: what is {@link #fatal}, and code that is missing or
     * does not fit, as an error of the virtual machine, since all requests after it would meet it.
     *
     * @return whether there was such an error
     */
    public static boolean handOverOfRequest(Throwable failure) {
        Error missing = first(failure, LinkageError.class);
        return handOverFatal(missing == null ? failure : new InternalError(missing));
    }

    /** Allocates nothing: there may be no memory. */
    private static Error first(Throwable failure, Class<? extends Error> kind) {
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (kind.isInstance(cause) && !(cause instanceof StackOverflowError)) {
                return (Error) cause;
            }
        }
        return null;
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
