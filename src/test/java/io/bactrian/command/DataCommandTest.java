package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.cloud.data.DataSettings;
import io.bactrian.cloud.data.Incoming;
import io.bactrian.cloud.data.Kind;
import io.bactrian.cloud.data.Label;
import io.bactrian.cloud.data.StoredDataSet;
import io.smallrye.config.SmallRyeConfigBuilder;
import picocli.CommandLine;

class DataCommandTest {
    @TempDir
    Path dir;
    private final StringWriter error = new StringWriter();

    @Test
    void labelledSamplesAreWrittenAsJsonLines() throws IOException {
        collect();
        Path out = dir.resolve("out.jsonl");

        assertThat(run("--model", "pump", "--labelled", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out)).singleElement().asString().startsWith("{\"label\":\"normal\"").contains("\"r-1\"");
        assertThat(error.toString()).contains("1 samples of pump are in");
        assertThat(run("--model", "pump", "--from", "2026-11-26", "--to", "2026-11-26T12:00:01Z", "--out", out.toString()))
                .isZero();
        assertThat(Files.readAllLines(out)).singleElement().asString().contains("\"r-1\"");
        assertThat(run("--model", "pump", "--out", out.toString())).isZero();
        assertThat(Files.readAllLines(out)).hasSize(3);
    }

    @Test
    void whatIsMissingIsNamedWithItsRemedy() throws IOException {
        assertThat(run("--model", "pump")).isEqualTo(1);
        assertThat(error.toString()).contains("bactrian.cloud.dir");
        collect();
        assertThat(run("--model", "fan")).isEqualTo(1);
        assertThat(error.toString()).contains("'fan'").contains("[pump]");
        assertThat(run("--model", "pump", "--from", "yesterday")).isEqualTo(2);
        assertThat(error.toString()).contains("'yesterday' is no time");
        assertThat(run()).isEqualTo(2);
        assertThat(run("--help")).isZero();
    }

    private void collect() throws IOException {
        try (StoredDataSet data = new StoredDataSet(DataSettings.of(dir.resolve("data")), Clock.systemUTC())) {
            Instant at = Instant.parse("2026-11-26T12:00:00Z");
            for (int i = 1; i <= 3; i++) {
                data.append(List.of(new Incoming(Kind.SAMPLE, new Incoming.Origin("t", 0, i, at), Map.of(),
                        "{\"id\":\"r-%d\",\"device\":\"a\",\"ts\":%d,\"model\":\"pump\"}"
                                .formatted(i, at.plusSeconds(i - 1).toEpochMilli()).getBytes(StandardCharsets.UTF_8))));
            }
            data.label(List.of(Label.of("a", "r-1", "normal", "technician", at)));
        }
    }

    private int run(String... arguments) {
        CommandLine command = new CommandLine(
                new DataCommand(
                        new SmallRyeConfigBuilder().withDefaultValues(Map.of("bactrian.cloud.dir", dir.toString())).build()));
        PrintWriter writer = new PrintWriter(error);
        return command.setErr(writer).setOut(writer).execute(arguments);
    }
}
