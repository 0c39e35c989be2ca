package io.bactrian.ops;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;

import org.jboss.logging.Logger;

import io.bactrian.threads.UncaughtErrors;

/**
 * Ends the process at once when it cannot be relied on any more: out of memory, an error of the JVM, or a thread of its own that
 * died. What is not acknowledged is with the broker, so a restart loses nothing, and a process that is half alive answers nobody.
 * Any thread.
 */
public final class FatalErrors implements Thread.UncaughtExceptionHandler {
    static final int EXIT_CODE = 3;

    private static final Logger LOG = Logger.getLogger(FatalErrors.class);
    private static final byte[] LAST_WORDS = "bactrian: out of memory, or the JVM failed; the process ends with exit code 3\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final OutputStream error;
    private final IntConsumer halt;
    private final Runnable replaced;

    /** Writes to standard error. */
    public FatalErrors() {
        this(() -> {
        });
    }

    /** @param replaced is called for each thread of a pool that died and that the pool replaces */
    FatalErrors(Runnable replaced) {
        this(new FileOutputStream(FileDescriptor.err), Runtime.getRuntime()::halt, replaced);
    }

    FatalErrors(OutputStream error, IntConsumer halt, Runnable replaced) {
        this.error = error;
        this.halt = halt;
        this.replaced = replaced;
    }

    /** From now on hears of every exception that nobody catches. */
    public void handleUncaught() {
        Thread.setDefaultUncaughtExceptionHandler(this);
    }

    /** Ends the process when {@code thrown}, or one of its causes, leaves no JVM to rely on. Stack overflow is one message's own. */
    void check(Throwable thrown) {
        Error error = UncaughtErrors.fatal(thrown);
        if (error != null) {
            end(error, "");
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        check(thrown);
        try {
            LOG.errorf(thrown, "Thread '%s' ended by an exception that nothing caught", thread.getName());
            if (isOfPool(thrown)) {
                replaced.run();
                return;
            }
        } catch (VirtualMachineError e) {
            check(e);
        }
        end(thrown, " in thread '" + thread.getName() + "'");
    }

    /** Last words and the end; allocates little, and does without where there is nothing left. */
    void end(Object reason, String where) {
        try {
            byte[] words = LAST_WORDS;
            try {
                words = ("bactrian: " + reason + where + "; the process ends with exit code " + EXIT_CODE + "\n")
                        .getBytes(StandardCharsets.UTF_8);
            } catch (OutOfMemoryError e) {
                // the words that are there already
            }
            error.write(words);
        } catch (IOException e) {
            // nobody to tell
        } finally {
            halt.accept(EXIT_CODE);
        }
    }

    private static boolean isOfPool(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith("java.util.concurrent.ThreadPoolExecutor")
                        || name.startsWith("java.util.concurrent.ForkJoin"));
    }
}
