package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
    @TempDir
    private Path dir;

    private String script() throws IOException {
        try (StubService service = new StubService()) {
            assertThat(service.run("completion")).as(service.err()).isZero();
            return service.out();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aShellCompletesCommandsAndTheirOptions() throws Exception {
        Path script = Files.writeString(dir.resolve("completion"), script());
        String asked = "source " + script + "; COMP_WORDS=(bactrian %s); COMP_CWORD=%d; COMP_LINE='bactrian'; "
                + "_complete_bactrian; echo \"${COMPREPLY[@]}\"";

        assertThat(bash(asked.formatted("st", 1))).contains("status");
        assertThat(bash(asked.formatted("models pro", 2))).contains("promote");
        assertThat(bash(asked.formatted("follow --", 2))).contains("--id", "--json");
        assertThat(bash(asked.formatted("train an", 2))).contains("anomaly");
    }

    private static String bash(String command) throws Exception {
        Process shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes());
        assertThat(shell.waitFor()).as(said).isZero();
        return said;
    }
}
