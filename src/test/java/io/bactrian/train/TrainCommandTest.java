package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.train.Dataset.Series;
import picocli.CommandLine;

class TrainCommandTest {
    private static final String TIME = "2026-01-31T12:00:00Z";
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void withoutASubCommandTheHelpIsShownAndNothingWritten() {
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).contains("anomaly", "classifier", "regression", "Exit codes");
        assertThat(run("--help")).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anomaly", "classifier", "regression"})
    void helpNamesEveryOptionAndWritesNothing(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("--data=FILE", "--simulated", "--format", "--delimiter", "--channels", "--ignore",
                "--device", "--seed", "--window", "--name", "--version", "--out", "--description", "--trained", "--report",
                "--force", "Exit codes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void wrongOptionsAreUsageErrors() {
        assertThat(run("anomaly", "--cvs", "x")).isEqualTo(2);
        assertThat(run("clasifier")).isEqualTo(2);
        assertThat(run("classifier", "--data", "x.csv")).isEqualTo(2);
        assertThat(run("regression", "--data", "x.csv")).isEqualTo(2);
        assertThat(run("classifier", "--target", "fault")).isEqualTo(2);
        assertThat(run("anomaly", "--anomaly-column", "anomaly")).isEqualTo(2);
        assertThat(run("anomaly", "--data", "x.csv", "--simulated")).isEqualTo(2);
        assertThat(run("anomaly", "--trained", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("--cvs", "clasifier", "Missing --target", "--simulated", "'yesterday' is no time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anomaly", "classifier", "regression"})
    void oneSeedAndTimeGiveTheSameBytesOnEveryRun(String command) throws IOException {
        List<String> args = new ArrayList<>(List.of(command, "--trained", TIME, "--seed", "5", "--name", "x"));
        args.addAll(command.equals("anomaly") ? List.of("--rows", "600") : List.of("--pumps", "4"));
        for (String models : new String[]{"first", "second"}) {
            List<String> each = new ArrayList<>(args);
            each.addAll(List.of("--out", folder.resolve(models).toString()));
            assertThat(run(each.toArray(String[]::new))).as(err.toString()).isZero();
        }

        for (String file : new String[]{"model.onnx", "model.yaml", "golden.json", "report.html"}) {
            assertThat(folder.resolve("second/x/1").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first/x/1").resolve(file));
        }
    }

    @Test
    void theManifestHasTheKeysOfTheSchemaAndTheDigestOfTheModel() throws IOException {
        assertThat(run("classifier", "--pumps", "4", "--epochs", "2", "--trained", TIME, "--out", models())).isZero();

        JsonNode manifest = manifest("pump-fault", 1);
        assertThat(manifest.fieldNames()).toIterable().containsExactly("description", "task", "inputs", "outputs", "batching",
                "threads", "sha256", "provenance");
        assertThat(manifest.at("/task").textValue()).isEqualTo("classification");
        assertThat(manifest.at("/inputs/0").fieldNames()).toIterable().containsExactly("name", "datatype", "window",
                "features");
        assertThat(manifest.at("/inputs/0/features/3")).hasToString("{\"name\":\"Pressure\",\"unit\":\"bar\"}");
        assertThat(manifest.at("/outputs/label").textValue()).isEqualTo("label");
        assertThat(manifest.at("/outputs/probabilities").textValue()).isEqualTo("probabilities");
        assertThat(manifest.at("/outputs/labels")).map(JsonNode::textValue).containsExactly("normal", "low-flow",
                "bearing-wear", "cavitation");
        assertThat(manifest.at("/sha256").textValue())
                .isEqualTo(DigestUtils.sha256Hex(Files.readAllBytes(version("pump-fault", 1).resolve("model.onnx"))));
        assertThat(manifest.at("/provenance/trained").textValue()).isEqualTo(TIME);
        assertThat(manifest.at("/provenance/data").textValue()).startsWith("simulated pumps, seed 1, ");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<artifactId>bactrian</artifactId>\n  <version>%s</version>"
                .formatted(manifest.at("/provenance/trainer").textValue().replace("bactrian train ", "")));
        assertThat(manifest.at("/provenance/metrics/macro-f1").doubleValue()).isGreaterThan(0.9);
        JsonNode golden = new ObjectMapper().readTree(version("pump-fault", 1).resolve("golden.json").toFile());
        assertThat(golden.at("/cases")).hasSize(8);
        assertThat(golden.at("/tolerance").doubleValue()).isEqualTo(1e-4);
    }

    @Test
    void aCsvFileOfNormalRunningBecomesAnAnomalyModel() throws IOException {
        Path csv = csv("datetime;anomaly;Flow: \"main\";No;1", new SimulatedPump(4).next(450),
                (r, row) -> "x;%s;%s;%s;%s".formatted(r < 420 ? "0.0" : "1", row[7], row[3], row[2]));

        assertThat(run("anomaly", "--data", csv.toString(), "--name", "mine", "--version", "3", "--window", "20",
                "--anomaly-column", "anomaly", "--out", models())).isZero();

        JsonNode manifest = manifest("mine", 3);
        assertThat(manifest.at("/inputs/0/window").asInt()).isEqualTo(20);
        assertThat(manifest.at("/inputs/0/features")).map(JsonNode::textValue).containsExactly("Flow: \"main\"", "No", "1");
        assertThat(manifest.at("/outputs/labels")).map(JsonNode::textValue).containsExactly("normal", "anomaly");
        assertThat(manifest.at("/batching/delay").textValue()).isEqualTo("0ms");
        assertThat(manifest.at("/provenance/metrics").fieldNames()).toIterable().containsExactly("f1", "far", "mar", "auc",
                "windows");
        assertThat(manifest.at("/provenance/data").textValue()).isEqualTo(csv.getFileName() + ", 400 rows");
        assertThat(out.toString()).contains("Fitting 400 rows of 3 channels in windows of 20",
                "Measured on 31 windows held out", "Wrote");
        assertThat(version("mine", 3).resolve("report.html")).content().contains("Confusion matrix", "<polyline");
    }

    @Test
    void withoutRowsToJudgeByTheAnomalyModelStillHasGoldenCases() throws IOException {
        Path csv = csv("a;b", new SimulatedPump(4).next(400), (r, row) -> row[7] + ";" + row[3]);

        assertThat(run("anomaly", "--data", csv.toString(), "--out", models())).isZero();

        assertThat(out.toString()).contains("Measured on 0 windows held out: --anomaly-column");
        assertThat(manifest("pump-anomaly", 1).at("/provenance").fieldNames()).toIterable().containsExactly("trained", "data",
                "trainer");
        assertThat(new ObjectMapper().readTree(version("pump-anomaly", 1).resolve("golden.json").toFile()).at("/cases"))
                .hasSize(8);
    }

    @Test
    void labelledJsonLinesBecomeAClassifierThatIsRightAboutLaterRows() throws IOException {
        Path lines = folder.resolve("fleet.jsonl");
        List<String> text = new ArrayList<>();
        Dataset fleet = SimulatedFleet.training(8, 2).faults();
        for (Series pump : fleet.series()) {
            for (int r = 0; r < pump.rows().length; r++) {
                if (!Double.isNaN(pump.target()[r])) {
                    text.add(
                            "{\"device\":\"%s\",\"ts\":%d,\"telemetry\":{\"values\":{\"flow\":%s,\"shake\":%s}},\"labels\":{\"fault\":\"%s\"}}"
                                    .formatted(pump.device(), r, pump.rows()[r][7], pump.rows()[r][0],
                                            fleet.labels().get((int) pump.target()[r])));
                }
            }
        }
        Files.write(lines, text);

        assertThat(run("classifier", "--data", lines.toString(), "--target", "labels.fault", "--window", "20", "--out",
                models(), "--name", "json")).as(err.toString()).isZero();

        JsonNode manifest = manifest("json", 1);
        assertThat(manifest.at("/outputs/labels")).map(JsonNode::textValue).containsExactly("bearing-wear", "cavitation",
                "low-flow", "normal");
        assertThat(manifest.at("/inputs/0/features")).map(JsonNode::textValue).containsExactly("flow", "shake");
        assertThat(manifest.at("/provenance/metrics/macro-f1").doubleValue()).isGreaterThan(0.9);
    }

    @Test
    void aRegressionTakesItsTargetFromACsvColumnWithoutUsingItAsAChannel() throws IOException {
        Path csv = csv("a,b,c", new SimulatedPump(4).next(450),
                (r, row) -> "%s,%s,%s".formatted(row[0], row[1], 3 * row[0] - row[1]));

        assertThat(run("regression", "--data", csv.toString(), "--delimiter", ",", "--target", "c", "--window", "1", "--ridge",
                "0", "--out", models(), "--name", "line")).as(err.toString()).isZero();

        JsonNode manifest = manifest("line", 1);
        assertThat(manifest.at("/task").textValue()).isEqualTo("regression");
        assertThat(manifest.at("/inputs/0/features")).map(JsonNode::textValue).containsExactly("a", "b");
        assertThat(manifest.at("/outputs")).hasToString("{\"score\":\"value\"}");
        assertThat(manifest.at("/provenance/metrics/r2").doubleValue()).isEqualTo(1);
    }

    @Test
    void theNextFreeVersionIsTheDefaultAndOneThatExistsIsReplacedOnlyByForce() throws IOException {
        assertThat(run("anomaly", "--rows", "500", "--out", models())).isZero();
        assertThat(run("anomaly", "--rows", "500", "--seed", "2", "--out", models())).isZero();
        Path model = version("pump-anomaly", 2).resolve("model.onnx");
        byte[] second = Files.readAllBytes(model);

        assertThat(run("anomaly", "--rows", "500", "--seed", "3", "--version", "2", "--out", models())).isEqualTo(1);
        assertThat(err.toString()).contains("exists already", "--version", "--force");
        assertThat(model).hasBinaryContent(second);

        assertThat(run("anomaly", "--rows", "500", "--seed", "3", "--version", "2", "--force", "--out", models())).isZero();
        assertThat(Files.readAllBytes(model)).isNotEqualTo(second);
        try (Stream<Path> left = Files.list(model.getParent().getParent())) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void theReportGoesWhereItIsWanted() throws IOException {
        assertThat(run("anomaly", "--rows", "500", "--out", models(), "--report", folder.resolve("reports").toString()))
                .isZero();
        assertThat(run("anomaly", "--rows", "500", "--out", models(), "--report", folder.resolve("deep/x.html").toString()))
                .isZero();

        assertThat(folder.resolve("reports/pump-anomaly-1.html")).content().startsWith("<!DOCTYPE html>");
        assertThat(folder.resolve("deep/x.html")).exists();
        try (Stream<Path> files = Files.list(version("pump-anomaly", 2))) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("model.onnx", "model.yaml",
                    "golden.json");
        }
    }

    @Test
    void aRefusedFitSaysWhyAndLeavesNothingBehind() throws IOException {
        Path csv = csv("a;b;c;d", new SimulatedPump(4).next(450),
                (r, row) -> "%s;%s;%s;1".formatted(row[0], row[1], r == 449 ? "rare" : "usual"));
        String data = csv.toString();

        assertRefused("20 rows of 2 channels|at least 34", "anomaly", "--data", data, "--channels", "a,b", "--rows", "20");
        assertRefused("first 400 rows 400 are anomalies by column 'd'|--rows", "anomaly", "--data", data, "--channels", "a,b",
                "--anomaly-column", "d");
        assertRefused("'../escape'", "anomaly", "--name", "../escape");
        assertRefused("version is 0", "anomaly", "--version", "0");
        assertRefused("--rows is -1", "anomaly", "--rows", "-1");
        assertRefused("--split is 1.0", "classifier", "--split", "1");
        assertRefused("--window is 0", "regression", "--window", "0");
        assertRefused("--stride is 0", "regression", "--stride", "0");
        assertRefused("--epochs is 0", "classifier", "--epochs", "0");
        assertRefused("--rate is 0.0", "classifier", "--rate", "0");
        assertRefused("--ridge is -1.0", "regression", "--ridge", "-1");
        assertRefused("--pumps is 1", "regression", "--pumps", "1");
        assertRefused("no channel 'flow'|Voltage", "regression", "--target", "flow");
        assertRefused("Label 'rare' has no window of 30 rows", "classifier", "--data", data, "--target", "c",
                "--ignore", "d");
        assertRefused("row 1, column 'c' is 'usual'|finite number", "regression", "--data", data, "--target", "c");
        assertRefused("line 1 is no JSON|--format", "anomaly", "--data", data, "--format", "jsonl");
        assertRefused("--split is 0.01|at least one window", "regression", "--data", data, "--ignore", "c,d", "--target", "b",
                "--split", "0.01");
    }

    @Test
    void anUnwritablePlaceIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThat(run("anomaly", "--rows", "500", "--out", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("Cannot write " + file, "writable directory");
        assertThat(run("anomaly", "--rows", "500", "--out", models(), "--report", file + "/x.html")).isEqualTo(1);
        assertThat(err.toString()).contains("--report");
        assertThat(Path.of(models())).doesNotExist();
    }

    private void assertRefused(String expected, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--out", models()));
        err.getBuffer().setLength(0);
        assertThat(run(all.toArray(String[]::new))).as(String.join(" ", args)).isEqualTo(1);
        assertThat(err.toString()).contains(expected.split("\\|"));
        assertThat(Path.of(models())).doesNotExist();
    }

    private String models() {
        return folder.resolve("models").toString();
    }

    private Path version(String name, int version) {
        return new ModelFolder(Path.of(models()), name, version).path();
    }

    private JsonNode manifest(String name, int version) throws IOException {
        return new YAMLMapper().readTree(version(name, version).resolve("model.yaml").toFile());
    }

    private interface Line {
        String of(int row, double[] values);
    }

    private Path csv(String header, double[][] rows, Line line) throws IOException {
        List<String> lines = new ArrayList<>(List.of(header));
        for (int r = 0; r < rows.length; r++) {
            lines.add(line.of(r, rows[r]));
        }
        return Files.write(folder.resolve("normal.csv"), lines);
    }

    private int run(String... args) {
        CommandLine command = TrainCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}
