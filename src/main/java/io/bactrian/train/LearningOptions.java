package io.bactrian.train;

import java.util.function.Function;

import picocli.CommandLine.Option;

/** Which rows are learnt from, and which are held out. */
final class LearningOptions {
    @Option(names = "--window", paramLabel = "ROWS", defaultValue = "30", description = "rows of history per answer; 1: a row's values as they are")
    private int window;
    @Option(names = "--stride", paramLabel = "ROWS", defaultValue = "1", description = "from one window to the next")
    private int stride;
    @Option(names = "--split", paramLabel = "SHARE", defaultValue = "0.3", description = "held out to judge by: the last part of each device's rows (of each label in sequence), or of the simulated pumps")
    private double share;
    @Option(names = "--pumps", paramLabel = "N", defaultValue = "40", description = "simulated")
    private int pumps;

    /** The window, after a check of all these options. */
    int window() {
        TrainingException.unless(window >= 1 && window <= 100_000, "--window", window, "1 to 100000 rows");
        TrainingException.unless(stride >= 1, "--stride", stride, "1 row or more");
        TrainingException.unless(share > 0 && share < 1, "--split", share, "more than 0 and less than 1");
        return window;
    }

    /**
     * The rows of the file, each device's last held out, or simulated pumps, the last of them held out.
     *
     * @param target    the column of the file that has what is to be learnt
     * @param simulated what is to be learnt of simulated pumps
     */
    Split split(DataOptions data, String target, Columns.Target kind, Function<SimulatedFleet, Dataset> simulated,
            Console console) {
        if (data.simulated()) {
            int heldOut = pumpsHeldOut();
            return Split.byDevice(simulated.apply(SimulatedFleet.training(data.seed(), pumps - heldOut)),
                    simulated.apply(SimulatedFleet.heldOut(data.seed(), heldOut)), window, stride);
        }
        Split split = Split.inTime(data.read(target, kind, console), window, stride, share);
        TrainingException.unless(!split.heldOut().isEmpty(), "--split", share,
                "a share that holds at least one window of %d rows out of %d".formatted(window, split.data().rows()));
        return split;
    }

    private int pumpsHeldOut() {
        TrainingException.unless(pumps >= 2 && pumps <= 10_000, "--pumps", pumps, "2 to 10000");
        return (int) StrictMath.max(1, StrictMath.min(pumps - 1, StrictMath.round(share * pumps)));
    }
}
