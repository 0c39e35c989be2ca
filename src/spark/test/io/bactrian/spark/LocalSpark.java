package io.bactrian.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.apache.spark.sql.SparkSession;

import io.bactrian.train.SimulatedPump;
import picocli.CommandLine;

/** Two threads of this process as a cluster, for all tests in it. */
final class LocalSpark {
    static final String CHANNELS = String.join(",", SimulatedPump.CHANNELS);

    private LocalSpark() {
    }

    static SparkSession session() {
        return SparkSession.builder().master("local[2]").appName("tests").config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2).config("spark.sql.files.maxPartitionBytes", 1 << 20)
                .config("spark.sql.warehouse.dir", "target/spark/warehouse").getOrCreate();
    }

    /** What a command said on both streams, with its exit code. */
    record Run(int code, String said) {
    }

    static Run run(String... args) {
        session();
        StringWriter said = new StringWriter();
        CommandLine command = SparkTrain.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        int code = command.execute(args);
        return new Run(code, said.toString());
    }

    /** Runs a command on samples of pumps, and adds what there is more to say. */
    static Run train(String command, Path data, Path models, String... more) {
        List<String> args = new ArrayList<>(List.of(command, "--data", data.toString(), "--channels", CHANNELS, "--out",
                models.toString()));
        args.addAll(Arrays.asList(more));
        return run(args.toArray(String[]::new));
    }

    static void write(Path file, List<Sample> samples) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, samples.stream().map(Sample::line).toList());
    }
}
