package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.config.SmallRyeConfigBuilder;

class FoldersCommandTest {
    private final StringWriter err = new StringWriter();
    @TempDir
    private Path data;
    private Path spool;

    @BeforeEach
    void folders() {
        spool = data.resolve("of/root/spool");
    }

    private int run(String owner) {
        var config = new SmallRyeConfigBuilder().withDefaultValues(Map.of("bactrian.spool.dir", spool.toString(),
                "bactrian.rollout.dir", data.resolve("rollout").toString(),
                "bactrian.kubernetes.dir", data.resolve("kubernetes").toString(), "bactrian.delivery.dir",
                data.resolve("delivery").toString())).build();
        return ServiceCommand.commandLine(config).setErr(new PrintWriter(err, true)).execute("folders", "--owner", owner);
    }

    @Test
    void foldersAndWhatIsInThemAreGivenToTheUser() throws IOException {
        assumeTrue((int) Files.getAttribute(data, "unix:uid") == 0, "only root gives files away");
        Files.createDirectories(spool);
        var file = Files.writeString(spool.resolve("samples.db"), "of a container that ran as root");

        assertThat(run("10001:0")).as(err.toString()).isZero();

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(10001);
        assertThat(Files.getAttribute(spool, "unix:uid")).isEqualTo(10001);
        assertThat(Files.getAttribute(data.resolve("rollout"), "unix:uid")).isEqualTo(10001);
        assertThat(Files.getAttribute(data.resolve("rollout"), "unix:gid")).isEqualTo(0);
        assertThat(Files.getAttribute(data.resolve("delivery"), "unix:uid")).isEqualTo(10001);
    }

    @Test
    void theCloudHasAFolderOfItsOwnAndNoneOfTheEdge() throws IOException {
        assumeTrue((int) Files.getAttribute(data, "unix:uid") == 0, "only root gives files away");
        var config = new SmallRyeConfigBuilder().withDefaultValues(Map.of("bactrian.role", "cloud", "bactrian.cloud.dir",
                data.resolve("cloud").toString(), "bactrian.spool.dir", spool.toString())).build();

        assertThat(ServiceCommand.commandLine(config).execute("folders", "--owner", "10001:0")).isZero();

        assertThat(Files.getAttribute(data.resolve("cloud"), "unix:uid")).isEqualTo(10001);
        assertThat(spool).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bactrian", "10001", "-1:0", "10001:0:0", "99999999999:0"})
    void anOwnerThatIsNotTwoNumbersIsRefused(String owner) {
        assertThat(run(owner)).isEqualTo(2);
        assertThat(spool).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidWithTheRemedy() throws IOException {
        spool = Files.createFile(data.resolve("file")).resolve("spool");
        assertThat(run("10001:0")).isEqualTo(1);
        assertThat(err.toString()).contains("bactrian.spool.dir", spool.toString(), "run this as root").hasLineCount(1);
    }
}
