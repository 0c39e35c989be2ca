package io.bactrian.ops;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.bactrian.threads.UncaughtErrors;

/**
 * A task that is run again and again. An exception fails one run and never ends the task: it is counted, and logged when it differs
 * from the one before. An {@link Error} goes to the thread's uncaught exception handler. {@link #run()} from one thread, the rest
 * from any.
 */
final class PeriodicTask implements Runnable {
    /** What is done at each run. */
    interface Action {
        void run() throws Exception;
    }

    private static final Logger LOG = Logger.getLogger(PeriodicTask.class);
    private static final Duration SAME_KIND = Duration.ofMinutes(1);

    private final String name;
    private final Duration period;
    private final Duration longest;
    private final Action action;
    private final LongSupplier nanoClock;
    private final LongAdder failures = new LongAdder();
    private volatile long succeededAt;
    private volatile boolean running;
    private volatile Throwable lastFailure;
    private volatile boolean stopping;
    private Throwable logged;
    private long loggedAt;

    /** @param longest how long it may go without a run that succeeds before that is trouble */
    PeriodicTask(String name, Duration period, Duration longest, Action action, LongSupplier nanoClock) {
        this.name = name;
        this.period = period;
        this.longest = longest;
        this.action = action;
        this.nanoClock = nanoClock;
        this.succeededAt = nanoClock.getAsLong();
    }

    @Override
    public void run() {
        running = true;
        try {
            action.run();
            succeeded();
        } catch (Exception e) {
            failed(e);
        } catch (Error e) {
            failed(e);
            UncaughtErrors.handOver(e);
        } finally {
            running = false;
        }
    }

    private void succeeded() {
        succeededAt = nanoClock.getAsLong();
        lastFailure = null;
        if (logged != null) {
            logged = null;
            LOG.infof("Task %s succeeds again", name);
        }
    }

    private void failed(Throwable cause) {
        if (stopping) {
            return;
        }
        failures.increment();
        lastFailure = cause;
        if (differs(cause)) {
            logged = cause;
            loggedAt = nanoClock.getAsLong();
            LOG.errorf(cause, "Task %s failed; it runs again in %d ms, and the same failure is not logged again", name,
                    period.toMillis());
        }
    }

    /** Messages that carry a number or a time change at every run: of one kind of exception, one a minute is logged. */
    private boolean differs(Throwable cause) {
        if (logged == null || logged.getClass() != cause.getClass()) {
            return true;
        }
        return !Objects.equals(logged.getMessage(), cause.getMessage())
                && nanoClock.getAsLong() - loggedAt >= SAME_KIND.toNanos();
    }

    /** From now on what fails is the end of the service, and not worth a word. */
    void stop() {
        stopping = true;
    }

    String name() {
        return name;
    }

    long failures() {
        return failures.sum();
    }

    /** Time since a run succeeded; since the task was made, before the first. */
    Duration sinceSuccess() {
        return Duration.ofNanos(nanoClock.getAsLong() - succeededAt);
    }

    /** What is wrong with it and what to do, or null. */
    String trouble() {
        Duration since = sinceSuccess();
        if (since.compareTo(longest) <= 0) {
            return null;
        }
        Throwable failure = lastFailure;
        String text = "no run has succeeded for " + since.toSeconds() + " s, expected one every " + period.toMillis() + " ms";
        if (failure != null) {
            return text + ": " + failure + "; see the log for where it comes from, remove its cause, or restart the service";
        }
        return text + (running
                ? "; the last one does not end: look at the thread '" + name + "' with jstack, and restart the service"
                : "; its thread '" + name + "' is gone: restart the service");
    }
}
