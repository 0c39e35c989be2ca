package io.bactrian.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;

/** The command in this JVM, without the system properties of the tests, which are no keys of the service. */
class CheckCommandTest {
    private final StringWriter out = new StringWriter();
    @TempDir
    private Path dir;

    private int run(String properties, String... more) throws IOException {
        Path file = Files.writeString(dir.resolve("application.properties"),
                "bactrian.spool.dir=" + dir + "/spool\nbactrian.rollout.dir=" + dir + "/rollout\n" + properties);
        PrintWriter writer = new PrintWriter(out);
        CommandLine command = new CommandLine(new CheckCommand()).setOut(writer).setErr(writer);
        Properties before = (Properties) System.getProperties().clone();
        try {
            System.getProperties().keySet().removeIf(key -> key.toString().startsWith("bactrian."));
            return command.execute(more.length > 0 ? more : new String[]{"--file", file.toString()});
        } finally {
            System.setProperties(before);
        }
    }

    @Test
    void whatIsMissingIsSaidAndNoError() throws IOException {
        Path empty = Files.createDirectory(dir.resolve("models"));

        assertThat(run("bactrian.models.dir=" + empty)).as(out.toString()).isZero();
        assertThat(out.toString()).contains("missing  models: " + empty + " holds no model", "train anomaly --out " + empty,
                "0 wrong, 1 missing");
    }

    @Test
    void allThatIsWrongIsSaidWithCodeOne() throws IOException {
        assertThat(run("bactrian.mqtt.url=localhost\nbactrian.spool.maxbytes=1G\nbactrian.models.dir=/nowhere\n")).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG  configuration: bactrian.mqtt.url = 'localhost': expected tcp://",
                "did you mean bactrian.spool.max-bytes?", "WRONG  configuration: bactrian.models.dir", "3 wrong");
    }

    @Test
    void jsonHasEachWithThingValueAndExpectation() throws IOException {
        Path file = Files.writeString(dir.resolve("wrong.properties"),
                "bactrian.mqtt.url=localhost\nbactrian.models.dir=" + dir);

        assertThat(run("", "--file", file.toString(), "--json")).isEqualTo(1);
        JsonNode first = new ObjectMapper().readTree(out.toString()).path(0);
        assertThat(first.path("thing").asText()).isEqualTo("bactrian.mqtt.url");
        assertThat(first.path("value").asText()).isEqualTo("localhost");
        assertThat(first.path("expected").asText()).startsWith("tcp://");
        assertThat(first.path("missing").asBoolean()).isFalse();
    }

    @Test
    void aFileThatIsNotThereIsAWrongOption() throws IOException {
        assertThat(run("", "--file", dir.resolve("nowhere").toString())).isEqualTo(2);
    }
}
