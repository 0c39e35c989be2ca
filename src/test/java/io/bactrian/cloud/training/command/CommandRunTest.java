package io.bactrian.cloud.training.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.Patience;

/** Shell scripts stand for a user's programs. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the scripts are of a Unix shell, and processes that left their parent are found by /proc")
class CommandRunTest {
    private static final Duration LONG = Patience.LONG;
    private static final long BYTES = 1 << 20;

    @TempDir
    private Path dir;
    private Path folder;

    @BeforeEach
    void data() throws IOException {
        folder = Files.createDirectories(dir.resolve("run").toAbsolutePath());
        Files.writeString(folder.resolve("data.jsonl"), "{\"id\": \"1\"}\n");
    }

    private CommandRun run(String script, Duration timeout) {
        return new CommandRun(List.of("sh", "-c", script), folder, timeout, BYTES);
    }

    @Test
    void aCommandReadsTheDataAndWritesTheVersion() throws Exception {
        run("cp \"$BACTRIAN_DATA\" \"$BACTRIAN_OUT/$BACTRIAN_MODEL.onnx\"; echo done", LONG)
                .run(Map.of("BACTRIAN_MODEL", "pump"));
        assertThat(folder.resolve("version/pump.onnx")).content().isEqualTo("{\"id\": \"1\"}\n");
        assertThat(folder.resolve("output.txt")).content().isEqualTo("done\n");
    }

    @Test
    void aCommandGetsNoVariableOfTheServiceButAFewHarmlessOnes() throws Exception {
        run("env", LONG).run(Map.of("BACTRIAN_MODEL", "pump"));
        assertThat(Files.readAllLines(folder.resolve("output.txt")).stream().map(line -> line.replaceAll("=.*", "")))
                .isSubsetOf("PATH", "HOME", "LANG", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_", "BACTRIAN_MODEL",
                        "BACTRIAN_DATA", "BACTRIAN_OUT", "BACTRIAN_TRAINING");
    }

    @Test
    void aCommandThatFailsIsReportedWithItsExitCodeAndItsLastLine() {
        assertThatThrownBy(() -> run("echo starting; echo 'ModuleNotFoundError: sklearn' >&2; exit 3", LONG).run(Map.of()))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("The command sh ended with exit code 3; expected 0; its last line: ModuleNotFoundError: sklearn");
    }

    @Test
    void aCommandThatIsNotThereIsReported() {
        assertThatThrownBy(() -> new CommandRun(List.of("/no/such/program"), folder, LONG, BYTES).run(Map.of()))
                .isInstanceOf(CommandFailed.class).hasMessageContaining("/no/such/program cannot be started");
    }

    @Test
    void aCommandThatHangsIsEndedAtItsTimeout() {
        assertThatThrownBy(() -> run("echo $$ > pid; sleep 100000", Duration.ofSeconds(1)).run(Map.of()))
                .isInstanceOf(CommandFailed.class).hasMessageContaining("it ran for more than 1 s, the timeout");
        assertThat(alive("pid")).isFalse();
    }

    @Test
    void childrenEndWithTheCommandAlsoThoseThatHaveLeftIt() throws Exception {
        run("""
            sleep 100000 & echo $! > child
            setsid sh -c 'setsid sleep 100000 & echo $! > orphan' &
            while [ ! -s orphan ]; do sleep 0.1; done""", LONG).run(Map.of());
        assertThat(alive("child")).isFalse();
        assertThat(alive("orphan")).as("it is no descendant any more").isFalse();
    }

    @Test
    void aCommandThatForksWithoutEndIsEndedWithAllItsChildren() throws IOException {
        assertThatThrownBy(() -> run("""
                                     i=0; while [ $i -lt 30 ]; do setsid sleep 100000 & echo $! >> children; i=$((i+1)); done
                                     echo $$ > pid; wait""", Duration.ofSeconds(3)).run(Map.of()))
                .isInstanceOf(CommandFailed.class);
        assertThat(alive("pid")).isFalse();
        assertThat(Files.readAllLines(folder.resolve("children"))).isNotEmpty()
                .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent());
    }

    @Test
    void outputIsKeptInPartAndACommandNeverWaitsForAReader() throws Exception {
        run("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo the end", LONG).run(Map.of());
        assertThat(Files.size(folder.resolve("output.txt"))).isEqualTo(1 << 20);
    }

    @Test
    void aCommandThatFillsTheDiskIsEnded() {
        assertThatThrownBy(() -> run("while true; do head -c 100000 /dev/zero >> version/model.onnx; sleep 0.05; done", LONG)
                .run(Map.of())).isInstanceOf(CommandFailed.class).hasMessageContaining("expected at most 1048576");
    }

    @Test
    void aCommandThatFillsTheDiskUnderAnotherNameIsEnded() {
        assertThatThrownBy(() -> run("while true; do head -c 100000 /dev/zero >> data.jsonl; sleep 0.05; done", LONG)
                .run(Map.of())).isInstanceOf(CommandFailed.class).hasMessageContaining("expected at most 1048576");
    }

    @Test
    void aCommandThatFillsTheDiskWithEmptyFilesIsEnded() {
        assertThatThrownBy(() -> run("""
                                     mkdir hidden; chmod 0 hidden
                                     i=0; while true; do : > version/$i; mkdir version/d$i; i=$((i+1)); done""", LONG)
                .run(Map.of())).isInstanceOf(CommandFailed.class).hasMessageContaining("has 4096 at least")
                .hasMessageContaining("expected at most 1048576");
    }

    @Test
    void interruptingTheTrainingEndsTheCommand() throws Exception {
        Thread training = new Thread(() -> {
            try {
                run("echo $$ > pid; sleep 100000", LONG).run(Map.of());
            } catch (CommandFailed | InterruptedException e) {
                // as it should be
            }
        });
        training.start();
        await().atMost(Patience.LONG).until(() -> alive("pid"));
        training.interrupt();
        await().atMost(Patience.LONG).until(() -> !alive("pid") && !training.isAlive());
    }

    @Test
    void whatAKilledServiceHasLeftRunningEndsBeforeTheTrainingBeginsAnew() throws Exception {
        ProcessBuilder orphan = new ProcessBuilder("sh", "-c", "setsid sleep 100000 & echo $! > left");
        orphan.directory(folder.toFile()).environment().put("BACTRIAN_TRAINING", folder.toString());
        orphan.start().waitFor();
        assertThat(alive("left")).isTrue();
        CommandRun.endLeftOver(dir.resolve("another"));
        assertThat(alive("left")).as("another training's").isTrue();
        CommandRun.endLeftOver(folder);
        assertThat(alive("left")).isFalse();
    }

    private boolean alive(String file) {
        try {
            String pid = Files.readString(folder.resolve(file), StandardCharsets.UTF_8).strip();
            return !pid.isEmpty()
                    && Optional.of(Long.parseLong(pid)).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
