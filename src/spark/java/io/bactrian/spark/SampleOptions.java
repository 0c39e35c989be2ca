package io.bactrian.spark;

import java.util.List;

import io.bactrian.train.TrainingException;
import io.bactrian.train.WindowFeatures;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which samples, and what of them. */
final class SampleOptions {
    private static final int LEAST_WHOLE = 100;
    private static final int MOST_WHOLE = 20_000;
    private static final long WHOLE_BYTES = 64 << 20;

    @Option(names = "--data", paramLabel = "PATH", split = ",", required = true, description = {
        "the samples, one JSON object a line as on Kafka: files, folders or patterns of any file system that Spark knows,",
        "separated by commas"})
    private List<String> data;
    @Option(names = "--channels", paramLabel = "NAME", split = ",", required = true, description = "the values of a row of the samples' first input, in its order, separated by commas")
    private List<String> channels;
    @Option(names = "--window", paramLabel = "ROWS", defaultValue = "30", description = "rows of the samples' first input")
    private int window;
    @Option(names = "--target", paramLabel = "FIELD", showDefaultValue = Visibility.NEVER, description = "what has a sample's label, such as label or labels.fault; samples without one are left out")
    private String target;
    @Option(names = "--split", paramLabel = "SHARE", defaultValue = "0.3", description = "of the devices that is held out to judge by, where there is a --target")
    private double share;

    void check() {
        TrainingException.unless(window >= 1 && window <= 100_000, "--window", window, "1 to 100000 rows");
        TrainingException.unless(share > 0 && share < 1, "--split", share, "more than 0 and less than 1");
        TrainingException.unless(channels.stream().distinct().count() == channels.size(), "--channels", channels,
                "each name once");
    }

    List<String> data() {
        return data;
    }

    List<String> channels() {
        return channels;
    }

    int window() {
        return window;
    }

    String target() {
        return target;
    }

    double share() {
        return share;
    }

    /** About so many windows are kept whole: 64 MiB of them, but 20,000 at most and 100 at least. */
    int wholeWindows() {
        long each = (long) Double.BYTES * window * channels.size();
        return (int) Math.max(LEAST_WHOLE, Math.min(MOST_WHOLE, WHOLE_BYTES / each));
    }

    SampleReader reader(WindowFeatures features, double kept) {
        String pointer = target == null ? null : "/" + target.replace("~", "~0").replace("/", "~1").replace('.', '/');
        return new SampleReader(channels.size(), features, pointer, kept);
    }
}
