package io.bactrian.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where the rows come from: a file or simulated pumps. */
final class DataOptions {
    @ArgGroup
    private Source source = new Source();
    @Option(names = "--format", paramLabel = "csv|jsonl", showDefaultValue = Visibility.NEVER, description = "of the file (default: jsonl where its name ends with .jsonl, .ndjson or .json, else csv)")
    private Format format;
    @Option(names = "--delimiter", paramLabel = "CHAR", defaultValue = ";", description = "between two fields of a CSV file")
    private char delimiter;
    @Option(names = "--channels", paramLabel = "NAME", split = ",", showDefaultValue = Visibility.NEVER, description = {
        "columns to use, in the order in which the model shall take them, separated by commas",
        "(default: all of the first row but --ignore and those named otherwise)"})
    private List<String> channels = List.of();
    @Option(names = "--ignore", paramLabel = "NAME", split = ",", defaultValue = "datetime,anomaly,changepoint,id,ts,device,label", description = "columns to leave out, separated by commas")
    private Set<String> ignored;
    @Option(names = "--device", paramLabel = "COLUMN", showDefaultValue = Visibility.NEVER, description = "the device that a row is of: no window has rows of two (default: device, where the first row has it)")
    private String device;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of all that is drawn at random: simulated pumps, the order of training")
    private long seed;

    private enum Format {
        csv, jsonl
    }

    private static final class Source {
        @Option(names = "--data", paramLabel = "FILE", description = {
            "a row a second, each device's oldest first: a CSV file with a header line, or an object a line (JSON lines),",
            "flat, or as telemetry ({\"values\": {...}}), or as the samples on Kafka ({\"telemetry\": {\"values\": {...}}})"})
        private Path file;
        @Option(names = "--simulated", showDefaultValue = Visibility.NEVER, description = "simulated pumps (the default without --data)")
        private boolean simulated;
    }

    boolean simulated() {
        return source.file == null;
    }

    long seed() {
        return seed;
    }

    /** For the manifest: the source, and so many rows. */
    String describe(int rows) {
        return simulated()
                ? "simulated pumps, seed %d, %d rows".formatted(seed, rows)
                : "%s, %d rows".formatted(source.file.getFileName(), rows);
    }

    Dataset read(String target, Columns.Target kind, Console console) {
        console.say("Reading %s", source.file);
        RowFile file = new RowFile(source.file, jsonLines() ? null : delimiter);
        return TableReader.read(file, new Columns(channels, ignored, target, kind, device), console);
    }

    private boolean jsonLines() {
        if (format != null) {
            return format == Format.jsonl;
        }
        String name = source.file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json");
    }
}
