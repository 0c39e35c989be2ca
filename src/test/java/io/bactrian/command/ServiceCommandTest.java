package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;
import picocli.CommandLine;

class ServiceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = ServiceCommand.commandLine(new SmallRyeConfigBuilder().build())
            .setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void helpAndVersionArePrinted() {
        for (String option : List.of("--help", "-h")) {
            assertThat(command.execute(option)).isZero();
            assertThat(out.toString()).contains("Usage: java", "train", "--version");
        }
        for (String option : List.of("--version", "-V")) {
            assertThat(command.execute(option)).isZero();
            assertThat(out.toString()).contains("bactrian ");
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anythingElseIsRefusedWithTheUsageAndWithoutWhatIsBehindAnEqualsSign() {
        for (String argument : List.of("start", "--foo", "-x", "", "-Dbactrian.mqtt.password=tell-nobody",
                "--token=tell-nobody")) {
            assertThat(command.execute(argument)).as(argument).isEqualTo(2);
        }
        assertThat(err.toString())
                .contains("'start'", "'--foo'", "'-Dbactrian.mqtt.password'", "come before -jar", "Usage: java")
                .doesNotContain("tell-nobody");
    }
}
