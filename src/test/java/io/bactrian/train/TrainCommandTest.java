package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import picocli.CommandLine;

class TrainCommandTest {
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryOptionAndWritesNothing() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--csv=FILE", "--rows=N", "--delimiter", "--channels", "--ignore", "--window",
                "--ridge",
                "--quantile", "--factor", "--seed", "--name", "--version", "--out", "--force", "Exit codes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run("--cvs", "x")).isEqualTo(2);
        assertThat(err.toString()).contains("--cvs");
    }

    @Test
    void aCsvFileBecomesAModelWithItsChannelsInTheManifest() throws IOException {
        Path csv = csv("datetime;anomaly;Flow: \"main\";No;1", row -> "x;0;%s;%s;%s".formatted(row[7], row[3], row[2]));

        assertThat(run("--csv", csv.toString(), "--name", "mine", "--version", "3", "--window", "20", "--out", models()))
                .isZero();

        JsonNode manifest = new YAMLMapper().readTree(Path.of(models(), "mine", "3", "model.yaml").toFile());
        assertThat(manifest.at("/input/window").asInt()).isEqualTo(20);
        assertThat(manifest.at("/input/channels")).map(JsonNode::textValue).containsExactly("Flow: \"main\"", "No", "1");
        assertThat(manifest.at("/answer/labels")).map(JsonNode::textValue).containsExactly("normal", "anomaly");
        assertThat(manifest.at("/batch/delay").textValue()).isEqualTo("0ms");
        assertThat(manifest.fieldNames()).toIterable().containsExactly("description", "input", "outputs", "answer", "batch");
        assertThat(out.toString()).contains("Fitting 400 rows of 3 channels in windows of 20", "Wrote");
    }

    @Test
    void namedChannelsAreTakenInTheOrderNamed() throws IOException {
        Path csv = csv("a,b,c", row -> "%s,%s,%s".formatted(row[0], row[1], row[2]));

        assertThat(run("--csv", csv.toString(), "--delimiter", ",", "--channels", "c,a", "--out", models())).isZero();

        JsonNode manifest = new YAMLMapper().readTree(Path.of(models(), "pump-anomaly", "1", "model.yaml").toFile());
        assertThat(manifest.at("/input/channels")).map(JsonNode::textValue).containsExactly("c", "a");
    }

    @Test
    void aVersionThatExistsIsReplacedOnlyByForce() throws IOException {
        assertThat(run("--rows", "500", "--out", models())).isZero();
        Path model = Path.of(models(), "pump-anomaly", "1", "model.onnx");
        byte[] first = Files.readAllBytes(model);

        assertThat(run("--rows", "500", "--seed", "2", "--out", models())).isEqualTo(1);
        assertThat(err.toString()).contains("exists already", "--version", "--force");
        assertThat(model).hasBinaryContent(first);

        assertThat(run("--rows", "500", "--seed", "2", "--out", models(), "--force")).isZero();
        assertThat(Files.readAllBytes(model)).isNotEqualTo(first);
        try (Stream<Path> left = Files.list(model.getParent().getParent())) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("1");
        }
    }

    @Test
    void aRefusedFitSaysWhyAndLeavesNothingBehind() throws IOException {
        Path csv = csv("a;b", row -> "%s;%s".formatted(row[0], row[1]));

        assertThat(run("--csv", csv.toString(), "--rows", "20", "--out", models())).isEqualTo(1);
        assertThat(err.toString()).contains("20 rows of 2 channels", "at least 34");
        assertThat(run("--name", "../escape", "--out", models())).isEqualTo(1);
        assertThat(err.toString()).contains("'../escape'");
        assertThat(run("--version", "0", "--out", models())).isEqualTo(1);
        assertThat(err.toString()).contains("version is 0");
        assertThat(run("--rows", "-1", "--out", models())).isEqualTo(1);
        assertThat(err.toString()).contains("--rows is -1");
        assertThat(Path.of(models())).doesNotExist();
    }

    @Test
    void anUnwritablePlaceIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThat(run("--rows", "500", "--out", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("Cannot write " + file, "writable directory");
    }

    private String models() {
        return folder.resolve("models").toString();
    }

    private Path csv(String header, Function<double[], String> line) throws IOException {
        List<String> rows = Arrays.stream(Recording.of(new SimulatedPump(4), 450).rows()).map(line)
                .collect(Collectors.toList());
        rows.add(0, header);
        return Files.write(folder.resolve("normal.csv"), rows);
    }

    private int run(String... args) {
        CommandLine command = TrainCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
