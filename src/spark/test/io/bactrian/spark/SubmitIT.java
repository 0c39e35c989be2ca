package io.bactrian.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** The jar as {@code spark-submit} runs it: beside it are Spark's own libraries, and nothing of the service. */
class SubmitIT {
    /** Parts of the paths of what no distribution of Spark has, or has in another version. */
    private static final List<String> FOREIGN = List.of("quarkus", "camel", "smallrye", "vertx", "hipparchus", "tribuo",
            "olcut",
            "picocli", "snakeyaml", "dataformat", "protobuf", "commons-csv", "djl", "onnxruntime", "junit", "assertj", "jboss",
            "artemis", "kafka");

    @TempDir
    private Path folder;
    private Process process;

    @AfterEach
    void noProcessIsLeft() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void aBatchThatIsKilledAndRunAgainIsWrittenOnceAndAnswersAsItsGoldenCasesSay() throws Exception {
        for (int pump = 0; pump < 3; pump++) {
            LocalSpark.write(folder.resolve("data/pump=%d/day.jsonl".formatted(pump)), Sample.faults(pump, 300));
        }
        submit(Redirect.PIPE);
        killOnce("Training on windows");
        assertThat(folder.resolve("models/pump-fault/1")).doesNotExist();

        assertThat(submit(to("second.log")).waitFor()).as(said("second.log")).isZero();
        assertThat(submit(to("third.log")).waitFor()).as(said("third.log")).isZero();
        assertThat(said("third.log")).contains("of this batch already");
        try (Stream<Path> versions = Files.list(folder.resolve("models/pump-fault"))) {
            assertThat(versions.map(Path::getFileName).map(Path::toString)).containsExactly("1");
        }
        assertAnswersAsGolden(folder.resolve("models/pump-fault/1"));
    }

    /** Waits for a line with that text, which is to come before the process ends. */
    private void killOnce(String text) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader said = process.inputReader()) {
            boolean reached = said.lines().peek(lines::add).anyMatch(line -> line.contains(text));
            process.destroyForcibly().waitFor();
            assertThat(reached).as(String.join("\n", lines)).isTrue();
        }
    }

    private Redirect to(String log) {
        return Redirect.to(folder.resolve(log).toFile());
    }

    private Process submit(Redirect output) throws IOException {
        String libraries = String.join(File.pathSeparator,
                Arrays.stream(Files.readString(Path.of(System.getProperty("bactrian.spark.classpath"))).strip()
                        .split(File.pathSeparator)).filter(each -> FOREIGN.stream().noneMatch(each::contains)).toList());
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1", "-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile")));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
        command.addAll(List.of("-cp", libraries, "org.apache.spark.deploy.SparkSubmit", "--master", "local[2]", "--conf",
                "spark.ui.enabled=false", "--conf", "spark.driver.host=127.0.0.1", "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf", "spark.sql.shuffle.partitions=2", "--class", "io.bactrian.spark.SparkTrain",
                System.getProperty("bactrian.spark.jar"), "classifier", "--data", folder.resolve("data").toString(),
                "--channels",
                LocalSpark.CHANNELS, "--target", "label", "--out", folder.resolve("models").toString()));
        process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output).start();
        return process;
    }

    private String said(String log) throws IOException {
        return Files.readString(folder.resolve(log));
    }

    private static void assertAnswersAsGolden(Path version) throws IOException, OrtException {
        JsonNode golden = new ObjectMapper().readTree(Files.readAllBytes(version.resolve("golden.json")));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(Files.readAllBytes(version.resolve("model.onnx")))) {
            assertThat(golden.path("cases").size()).isGreaterThanOrEqualTo(4);
            for (JsonNode each : golden.path("cases")) {
                FloatBuffer input = FloatBuffer.allocate(Sample.WINDOW * 8);
                each.at("/inputs/input").forEach(value -> input.put(value.floatValue()));
                try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input.flip(), new long[]{1, Sample.WINDOW, 8});
                        OrtSession.Result answer = session.run(Map.of("input", tensor))) {
                    float[] probabilities = ((float[][]) answer.get("probabilities").orElseThrow().getValue())[0];
                    for (int l = 0; l < probabilities.length; l++) {
                        assertThat((double) probabilities[l])
                                .isCloseTo(each.at("/outputs/probabilities").path(l).doubleValue(), within(1e-4));
                    }
                }
            }
        }
    }
}
