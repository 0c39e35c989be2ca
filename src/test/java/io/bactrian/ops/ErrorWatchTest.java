package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Java;
import io.bactrian.kit.Patience;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;

/** Processes of their own that start the watch, have one error, and would else stay for ever. */
class ErrorWatchTest {
    private static final String LOGGED = "logged";
    private static final String UNCAUGHT = "uncaught";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {LOGGED, UNCAUGHT})
    void onceItIsStartedAnErrorEndsTheProcess(String how) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ChildProcess process = ChildProcess.start(how, List.of(Java.executable(), "-cp", classPath,
                ErrorWatchTest.class.getName(), how), Map.of(), dir.resolve("log"));

        assertThat(process.awaitExit(Patience.LONG)).as(process.tail(10)).isEqualTo(FatalErrors.EXIT_CODE);
        assertThat(process.log()).content().contains("of a test", "the process ends with exit code 3");
    }

    public static void main(String[] args) {
        new ErrorWatch(new SimpleMeterRegistry()).starting(new StartupEvent());
        Runnable fault = args[0].equals(LOGGED)
                ? () -> Logger.getLogger("a.library").log(Level.WARNING, "a task failed", new OutOfMemoryError("of a test"))
                : () -> {
                    throw new IllegalStateException("of a test");
                };
        new Thread(fault, "its-thread").start();
        while (true) {
            LockSupport.park();
        }
    }
}
