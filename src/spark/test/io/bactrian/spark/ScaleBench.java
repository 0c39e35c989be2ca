package io.bactrian.spark;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.apache.spark.launcher.JavaModuleOptions;

import com.sun.management.OperatingSystemMXBean;

import io.bactrian.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How training on one machine and on Spark grow with the samples: each in a process of its own, on the same file, with the same heap. */
@Command(name = "scale-bench", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Prints a row of docs/scale.md's table for each size.")
final class ScaleBench implements Callable<Integer> {
    private static final String SINGLE = "single";
    private static final String SPARK = "spark";
    private static final String MEASURED = "MEASURED ";
    private static final int PER_PUMP = 10_000;
    private static final int PER_LABEL = PER_PUMP / 4;
    private static final String EVERY_ROW = "1000000000";

    @Parameters(paramLabel = "SAMPLES", arity = "1..*", description = "sizes")
    private List<Integer> sizes;
    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "target/spark/bench", description = "where the samples lie meanwhile: 1.7 kB a sample")
    private Path folder;
    @Option(names = "--heap", paramLabel = "SIZE", defaultValue = "8g", description = "of either process")
    private String heap;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "of Spark")
    private int threads;
    @Option(names = "--kinds", paramLabel = "KIND", split = ",", defaultValue = "anomaly,classifier", description = "what is trained")
    private List<String> kinds;

    public static void main(String[] args) throws IOException {
        if (args.length > 0 && (args[0].equals(SINGLE) || args[0].equals(SPARK))) {
            String[] command = Arrays.copyOfRange(args, 1, args.length);
            int code = args[0].equals(SINGLE) ? TrainCommand.run(command) : SparkTrain.run(command);
            System.out.println(MEASURED + cpuSeconds() + " " + mostMegabytes());
            System.exit(code);
        }
        System.exit(new CommandLine(new ScaleBench()).execute(args));
    }

    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static long mostMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(each -> each.startsWith("VmHWM:"))
                .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf("%d processors, heap %s, Spark local[%d]%n%n", Runtime.getRuntime().availableProcessors(), heap,
                threads);
        System.out.println("| trained | samples | file | one machine: s | CPU s | peak MB | Spark: s | CPU s | peak MB |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (String kind : kinds) {
            for (int size : sizes) {
                Path file = folder.resolve(kind + "-" + size + ".jsonl");
                generate(file, kind.equals("anomaly"), size);
                System.out.printf(Locale.ROOT, "| %s | %,d | %,d MB | %s | %s |%n", kind, size, Files.size(file) >> 20,
                        measure(SINGLE, single(kind, file)), measure(SPARK, spark(kind, file)));
                Files.delete(file);
            }
        }
        return 0;
    }

    private static void generate(Path file, boolean normal, int size) throws IOException {
        Files.createDirectories(file.getParent());
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            int left = size;
            for (int pump = 0; left > 0; pump++) {
                for (Sample each : normal ? Sample.normal(pump, PER_PUMP) : Sample.faults(pump, PER_LABEL)) {
                    if (left-- > 0) {
                        writer.write(each.line());
                        writer.newLine();
                    }
                }
            }
        }
    }

    /** Without the service's log, which Spark's logs would go to. */
    private static String classpath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> !each.contains("jboss-logmanager")).collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> single(String kind, Path file) {
        List<String> command = common(kind, file);
        command.addAll(kind.equals("anomaly") ? List.of("--rows", EVERY_ROW) : List.of("--target", "label", "--l2", "0.0001"));
        return command;
    }

    private List<String> spark(String kind, Path file) {
        List<String> command = common(kind, file);
        command.addAll(kind.equals("anomaly") ? List.of() : List.of("--target", "label", "--l2", "0.0001"));
        return command;
    }

    private List<String> common(String kind, Path file) {
        return new ArrayList<>(
                List.of(kind, "--data", file.toString(), "--channels", LocalSpark.CHANNELS, "--force", "--version",
                        "1", "--out", folder.resolve("models").toString()));
    }

    /** Seconds, seconds of processors, and the most memory, or why there is none of them. */
    private String measure(String mode, List<String> training) throws IOException, InterruptedException {
        Path log = folder.resolve(mode + ".log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx" + heap, "-Dspark.master=local[" + threads + "]", "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1", "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.local.dir=" + folder.toAbsolutePath(),
                "-Dlog4j2.configurationFile="
                        + System.getProperty("log4j2.configurationFile", "src/spark/test/log4j2.properties")));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
        command.addAll(List.of("-cp", classpath(), ScaleBench.class.getName(), mode));
        command.addAll(training);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        int code = process.waitFor();
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<String> said = Files.readAllLines(log);
        if (code != 0) {
            boolean memory = said.stream().anyMatch(each -> each.contains("OutOfMemoryError"));
            return "%s | – | –".formatted(memory ? "out of memory" : "failed: see " + log);
        }
        String[] measured = said.stream().filter(each -> each.startsWith(MEASURED)).findFirst().orElseThrow()
                .substring(MEASURED.length()).split(" ");
        return String.format(Locale.ROOT, "%.0f | %.0f | %s", seconds, Double.parseDouble(measured[0]), measured[1]);
    }
}
