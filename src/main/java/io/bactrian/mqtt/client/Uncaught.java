package io.bactrian.mqtt.client;

import org.jboss.logging.Logger;

/** What becomes of a throwable that nobody else takes. Any thread. */
public final class Uncaught {
    private static final Logger LOG = Logger.getLogger(Uncaught.class);

    private Uncaught() {
    }

    static void guard(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    static void report(Throwable e) {
        if (!ended(e)) {
            LOG.errorf(e, "A task of the MQTT event loop failed");
        }
    }

    /** Hands an error of the virtual machine, such as one of memory, to the thread's own handler; returns whether it was one. */
    public static boolean ended(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
                return true;
            }
        }
        return false;
    }
}
