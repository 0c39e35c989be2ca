package io.bactrian.bench.large;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Pattern;

import io.bactrian.bench.Machine;
import io.bactrian.kit.LogToConsole;

/** Measures what the application adds to a run of a large model, beside bare ONNX Runtime in one process; see bench/README.md. */
public final class ModelBench {
    private static final List<Integer> BATCHES = List.of(1, 8);
    private static final String LINE = "| %s | %s | %s | %s |%n";

    private final int rounds = Integer.getInteger("bench.model.rounds", 7);
    private final double seconds = Integer.getInteger("bench.model.seconds", 3);
    private final Pattern only = Pattern.compile(System.getProperty("bench.only", ".*"));

    private ModelBench() {
    }

    public static void main(String[] arguments) throws Exception {
        LogToConsole.from(Level.WARNING);
        new ModelBench().run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("bactrian-bench");
        List<String> lines = new ArrayList<>();
        for (int threads : List.of(1, 2)) {
            for (LargeModel model : LargeModel.all()) {
                for (int batch : BATCHES) {
                    String name = "%s, %d a time, %d thread%s".formatted(model.name(), batch, threads, threads == 1 ? "" : "s");
                    if (only.matcher(name).find()) {
                        lines.add(line(name, model, batch, threads, folder));
                    }
                }
            }
        }
        System.out.printf("%n%s%nmedian (least–most) of %d rounds in turn, ms of CPU / ms until it is there%n%n",
                Machine.describe(), rounds);
        System.out.printf(LINE, "model", "bare ONNX Runtime", "Bactrian", "over bare, CPU / time");
        System.out.printf(LINE, "---", "---:", "---:", "---:");
        lines.forEach(System.out::print);
    }

    private String line(String name, LargeModel model, int batch, int threads, Path folder) throws Exception {
        try (var ours = new ServedModel(model, batch, threads, folder); var bare = new BareModel(model, batch, threads)) {
            LargeModel.check(name, bare.run(), ours.run());
            List<Runs> bareRuns = new ArrayList<>();
            List<Runs> ownRuns = new ArrayList<>();
            Runs.of(bare, seconds);
            Runs.of(ours, seconds);
            for (int round = 0; round < rounds; round++) {
                bareRuns.add(Runs.of(bare, seconds));
                ownRuns.add(Runs.of(ours, seconds));
                System.out.printf("%s: %s and %s%n", name, bareRuns.get(round), ownRuns.get(round));
            }
            return LINE.formatted(name, Runs.both(bareRuns), Runs.both(ownRuns), Runs.ratios(ownRuns, bareRuns));
        }
    }
}
