package io.bactrian.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.bactrian.train.Dataset.Series;

/**
 * Simulated pumps that run normally, develop each fault in turn and are repaired; each pump begins with another fault. The same
 * seed gives the same fleet. Immutable.
 *
 * @param first the first pump's seed; the others' follow
 * @param pumps how many
 */
record SimulatedFleet(long first, int pumps) {
    /** What a fault is called; the place in the list is the target. */
    static final List<String> LABELS = List.of("normal", "low-flow", "bearing-wear", "cavitation");

    private static final long TRAINING = 1_000_000;
    private static final long HELD_OUT = 2_000_000;
    private static final long SEEDS = 10_000_000;
    private static final int NORMAL_SECONDS = 240;
    private static final int GROWN_SECONDS = 90;
    private static final int PARTS_GROWN = 10;

    static SimulatedFleet training(long seed, int pumps) {
        return new SimulatedFleet(seed * SEEDS + TRAINING, pumps);
    }

    /** Pumps that {@link #training} does not have. */
    static SimulatedFleet heldOut(long seed, int pumps) {
        return new SimulatedFleet(seed * SEEDS + HELD_OUT, pumps);
    }

    /** Labelled by fault from a tenth grown to repaired; a fault that is smaller, or receding, has no label. */
    Dataset faults() {
        return dataset(LABELS, second -> second.label());
    }

    /** Labelled as {@link HotellingFit#LABELS}: an anomaly from the first second of a fault until nothing is left of it. */
    Dataset anomalies() {
        return dataset(HotellingFit.LABELS, second -> second.faulty() ? 1 : 0);
    }

    /** Every other channel, and as target the named one. */
    Dataset channel(String target) {
        int at = SimulatedPump.CHANNELS.indexOf(target);
        if (at < 0) {
            throw new TrainingException(
                    "The simulated pump has no channel '%s', only %s: correct --target".formatted(target,
                            SimulatedPump.CHANNELS));
        }
        Dataset all = dataset(List.of(), second -> second.reading()[at]);
        List<Series> without = all.series().stream().map(each -> new Series(each.device(),
                Arrays.stream(each.rows()).map(row -> without(row, at)).toArray(double[][]::new), each.target())).toList();
        return new Dataset(SimulatedPump.CHANNELS.stream().filter(each -> !each.equals(target)).toList(), List.of(), without);
    }

    private static double[] without(double[] row, int at) {
        return IntStream.range(0, row.length).filter(c -> c != at).mapToDouble(c -> row[c]).toArray();
    }

    private record Second(double[] reading, double label, boolean faulty) {
    }

    private Dataset dataset(List<String> labels, ToDoubleFunction<Second> target) {
        List<Series> series = new ArrayList<>();
        for (int p = 0; p < pumps; p++) {
            List<Second> seconds = life(new SimulatedPump(first + p), p);
            series.add(new Series("pump-" + (first + p), seconds.stream().map(Second::reading).toArray(double[][]::new),
                    seconds.stream().mapToDouble(target).toArray()));
        }
        return new Dataset(SimulatedPump.CHANNELS, labels, series);
    }

    private static List<Second> life(SimulatedPump pump, int turn) {
        List<Second> life = new ArrayList<>();
        for (int f = 0; f < PumpFault.values().length; f++) {
            PumpFault fault = PumpFault.values()[(turn + f) % PumpFault.values().length];
            run(pump, NORMAL_SECONDS, 0, life);
            pump.inject(fault);
            run(pump, fault.rampSeconds() / PARTS_GROWN, Double.NaN, life);
            run(pump, fault.rampSeconds() - fault.rampSeconds() / PARTS_GROWN + GROWN_SECONDS, label(fault), life);
            pump.normal();
            run(pump, fault.rampSeconds(), Double.NaN, life);
        }
        return life;
    }

    private static void run(SimulatedPump pump, int seconds, double label, List<Second> life) {
        for (int s = 0; s < seconds; s++) {
            double[] reading = pump.next();
            life.add(new Second(reading, label, pump.faulty()));
        }
    }

    private static double label(PumpFault fault) {
        return switch (fault) {
            case VALVE_CLOSING, DRY_RUNNING -> 1;
            case BEARING_WEAR -> 2;
            case CAVITATION -> 3;
        };
    }
}
