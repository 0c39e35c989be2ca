package io.bactrian.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of one device's channels, one row a second, oldest first.
 *
 * @param channels the names of the columns
 * @param rows     {@code [rows][channels]}; not copied, so not to be changed afterwards
 */
public record Recording(List<String> channels, double[][] rows) {
    public Recording {
        channels = List.copyOf(channels);
        for (double[] row : rows) {
            if (row.length != channels.size()) {
                throw new TrainingException(
                        "A row has %d values, expected %d: one for each of %s".formatted(row.length, channels.size(),
                                channels));
            }
        }
    }

    /** The next {@code rows} seconds of a pump. */
    public static Recording of(SimulatedPump pump, int rows) {
        return new Recording(SimulatedPump.CHANNELS, Stream.generate(pump::next).limit(rows).toArray(double[][]::new));
    }
}
