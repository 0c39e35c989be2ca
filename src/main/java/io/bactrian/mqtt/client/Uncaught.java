package io.bactrian.mqtt.client;

import org.jboss.logging.Logger;

/** What the event loop does with what its tasks throw: says it, and hands errors of the virtual machine to the thread's own handler. */
final class Uncaught {
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
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
                return;
            }
        }
        LOG.errorf(e, "A task of the MQTT event loop failed");
    }
}
