package io.bactrian.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Skoltech Anomaly Benchmark's valve1 experiments, where they are present: {@code skab/} under the directory of the system
 * property {@code bactrian.data}, or else under {@code ../shared/data} of the checkout. Per experiment: fit on the first
 * {@link #FITTING_ROWS} rows, predict every later one.
 */
public final class Skab {
    public static final int FITTING_ROWS = 400;

    private Skab() {
    }

    /** Where the data was looked for. */
    public static Path wanted() {
        return Path.of(System.getProperty("bactrian.data", "../shared/data")).resolve("skab").toAbsolutePath().normalize();
    }

    /** The sixteen experiments, or nothing where the data is not present. */
    public static Optional<List<Experiment>> valve1() {
        List<Path> files = IntStream.range(0, 16).mapToObj(i -> wanted().resolve("valve1-" + i + ".csv")).toList();
        return files.stream().allMatch(Files::isReadable)
                ? Optional.of(files.stream().map(Experiment::read).toList())
                : Optional.empty();
    }

    /**
     * @param file    the CSV file
     * @param rows    the eight channels, a row a second
     * @param anomaly the label of each row
     */
    public record Experiment(Path file, double[][] rows, boolean[] anomaly) {
        static Experiment read(Path file) {
            Dataset data = Reading.csv(file, "anomaly", Columns.Target.FLAG, SimulatedPump.CHANNELS.toArray(String[]::new));
            double[] labels = data.series().get(0).target();
            boolean[] anomaly = new boolean[labels.length];
            for (int r = 0; r < anomaly.length; r++) {
                anomaly[r] = labels[r] == 1;
            }
            return new Experiment(file, data.series().get(0).rows(), anomaly);
        }

        /** The rows to fit on. */
        public double[][] fitting() {
            return Arrays.copyOf(rows, FITTING_ROWS);
        }

        /** {@code valve1-0} and so on: usable as a model's name. */
        public String name() {
            return file.getFileName().toString().replace(".csv", "");
        }
    }

    /** Predictions of all files together, counted against their labels. */
    public static final class Score {
        private int truePositives;
        private int falsePositives;
        private int falseNegatives;
        private int trueNegatives;

        public void count(boolean predicted, boolean labelled) {
            if (predicted) {
                if (labelled) {
                    truePositives++;
                } else {
                    falsePositives++;
                }
            } else if (labelled) {
                falseNegatives++;
            } else {
                trueNegatives++;
            }
        }

        void addTo(Score sum) {
            sum.truePositives += truePositives;
            sum.falsePositives += falsePositives;
            sum.falseNegatives += falseNegatives;
            sum.trueNegatives += trueNegatives;
        }

        public double f1() {
            return truePositives / (truePositives + (falsePositives + falseNegatives) / 2.0);
        }

        /** False alarms among the normal rows. */
        public double far() {
            return (double) falsePositives / (falsePositives + trueNegatives);
        }

        /** Missed among the anomalous rows. */
        public double mar() {
            return (double) falseNegatives / (falseNegatives + truePositives);
        }

        @Override
        public String toString() {
            return "SKAB valve1, 16 files, %d rows: F1 %.4f, FAR %.2f %%, MAR %.2f %%".formatted(
                    truePositives + falsePositives + falseNegatives + trueNegatives, f1(), 100 * far(), 100 * mar());
        }
    }
}
