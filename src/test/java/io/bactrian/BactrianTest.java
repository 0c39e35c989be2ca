package io.bactrian;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.kit.ChildProcess;
import io.bactrian.kit.Java;
import io.bactrian.kit.Patience;

/** The application's own process. */
class BactrianTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"--help,0", "--version,0", "start,2", "--port=80,2"})
    void anArgumentIsAnsweredAndStartsNothing(String argument, int code) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ChildProcess process = ChildProcess.start("bactrian", List.of(Java.executable(), "-cp", classPath,
                Bactrian.class.getName(), argument), Map.of(), dir.resolve("log"));

        assertThat(process.awaitExit(Patience.LONG)).as(process.tail(10)).isEqualTo(code);
        assertThat(process.log()).content().contains(code == 0 ? "bactrian" : "nothing is started").doesNotContain("INFO");
    }
}
