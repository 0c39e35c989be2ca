package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.ops")
class FatalErrorsTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<Integer> codes = new ArrayList<>();
    private final AtomicInteger replaced = new AtomicInteger();
    private final FatalErrors fatal = new FatalErrors(said, codes::add, replaced::incrementAndGet);

    @Test
    void outOfMemoryAndErrorsOfTheJvmEndTheProcessHoweverDeepTheyAre() {
        for (Throwable error : List.of(new OutOfMemoryError("Java heap space"), new InternalError("broken"),
                new UnknownError("?"))) {
            codes.clear();
            fatal.check(new IllegalStateException(new RuntimeException(error)));
            assertThat(codes).containsExactly(FatalErrors.EXIT_CODE);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains(error.toString(), "exit code 3");
        }
    }

    @Test
    void whatOneMessageMayCauseDoesNot() {
        RuntimeException around = new RuntimeException("a");
        around.initCause(new RuntimeException("b", around));
        for (Throwable error : List.of(new StackOverflowError(), new AssertionError(), new IllegalStateException(),
                new NoClassDefFoundError(), around)) {
            fatal.check(error);
        }

        assertThat(codes).isEmpty();
    }

    @Test
    void itEndsThoughStandardErrorIsClosed() {
        new FatalErrors(new ClosedStream(), codes::add, () -> {
        }).check(new OutOfMemoryError());

        assertThat(codes).containsExactly(FatalErrors.EXIT_CODE);
    }

    @Test
    void aThreadThatDiesEndsTheProcessAndIsNamed() {
        fatal.uncaughtException(new Thread("spool-samples-writer"), new IllegalStateException("gone"));

        assertThat(codes).containsExactly(FatalErrors.EXIT_CODE);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("gone", "spool-samples-writer");
    }

    @Test
    void aThreadThatItsPoolReplacesIsCounted() {
        ExecutorService pool = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "pool");
            thread.setUncaughtExceptionHandler(fatal);
            return thread;
        });
        pool.execute(() -> {
            throw new IllegalStateException("one task");
        });
        pool.shutdown();

        await().until(pool::isTerminated);
        await().until(() -> replaced.get() == 1);
        assertThat(codes).isEmpty();
    }

    @Test
    void anErrorThatALibraryOnlyLogsIsSeen() {
        LogRecord record = new LogRecord(Level.WARNING, "a task failed");
        new ErrorWatch.LogHandler(fatal).publish(record);
        assertThat(codes).isEmpty();

        record.setThrown(new RuntimeException(new OutOfMemoryError()));
        new ErrorWatch.LogHandler(fatal).publish(record);
        assertThat(codes).containsExactly(FatalErrors.EXIT_CODE);
    }

    @Test
    void aHeapThatStaysFullEndsTheProcessAndOneThatDoesNotDoesNot() {
        ErrorWatch.HeapWatch watch = new ErrorWatch.HeapWatch(fatal, 1000);
        for (int i = 1; i < ErrorWatch.HeapWatch.MOST_IN_A_ROW; i++) {
            watch.collected("end of major GC", 980);
        }
        watch.collected("end of major GC", 500);
        for (int i = 1; i < ErrorWatch.HeapWatch.MOST_IN_A_ROW; i++) {
            watch.collected("end of major GC", 980);
            watch.collected("end of minor GC", 999);
        }
        assertThat(codes).isEmpty();

        watch.collected("end of major GC", 980);
        assertThat(codes).containsExactly(FatalErrors.EXIT_CODE);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("the heap of 1000 bytes stayed full", "-Xmx");
    }

    private static final class ClosedStream extends OutputStream {
        @Override
        public void write(int b) throws java.io.IOException {
            throw new java.io.IOException("closed");
        }
    }
}
