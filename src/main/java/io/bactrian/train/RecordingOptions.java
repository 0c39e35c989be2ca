package io.bactrian.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where the fitting rows come from: a CSV file or the simulated pump. */
final class RecordingOptions {
    private static final int CSV_ROWS = 400;
    private static final int SIMULATED_ROWS = 36_000;

    @Option(names = "--csv", paramLabel = "FILE", description = "CSV file of normal running: a header line, then a row a second")
    private Path csv;
    @Option(names = "--rows", paramLabel = "N", showDefaultValue = Visibility.NEVER, description = "fit on the first N rows (default: "
            + CSV_ROWS + " of a CSV file, " + SIMULATED_ROWS + " simulated)")
    private Integer rows;
    @Option(names = "--delimiter", paramLabel = "CHAR", defaultValue = ";", description = "between two fields of the CSV file")
    private char delimiter;
    @Option(names = "--channels", paramLabel = "NAME", split = ",", showDefaultValue = Visibility.NEVER, description = {
        "columns of the CSV file to use, in the order in which the model shall take them, separated by commas",
        "(default: all but --ignore)"})
    private List<String> channels = List.of();
    @Option(names = "--ignore", paramLabel = "NAME", split = ",", defaultValue = "datetime,anomaly,changepoint", description = "columns of the CSV file to leave out, separated by commas")
    private Set<String> ignored;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the simulated pump")
    private long seed;

    boolean simulated() {
        return csv == null;
    }

    String source() {
        return simulated() ? "the simulated pump, seed " + seed : csv.toString();
    }

    Recording read() {
        int limit = rows != null ? rows : simulated() ? SIMULATED_ROWS : CSV_ROWS;
        if (limit < 1) {
            throw new TrainingException("--rows is %d, expected 1 or more".formatted(limit));
        }
        if (simulated()) {
            return Recording.of(new SimulatedPump(seed), limit);
        }
        CsvRecording file = new CsvRecording(csv, delimiter);
        return channels.isEmpty() ? file.channelsBut(ignored, limit) : file.channels(channels, limit);
    }
}
