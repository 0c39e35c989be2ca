package io.bactrian.train;

/**
 * What can go wrong with a {@link SimulatedPump}. Each fault grows linearly to its full size over {@link #rampSeconds()}
 * and then stays until it is repaired.
 */
public enum PumpFault {
    /** A valve at the inlet closes: less flow, lower pressure, the motor has less to do. */
    VALVE_CLOSING(30, new double[]{0, 0.004, -0.25, -0.30, 0.8, 0.2, 0, -30}, new double[]{1, 1.5, 1, 1.3, 1, 1, 1, 2.5}),
    /** A bearing wears: both accelerometers rise and scatter, the body warms. */
    BEARING_WEAR(240, new double[]{0.080, 0.060, 0.15, 0, 3.0, 0, 0, -1}, new double[]{6, 5, 1.3, 1, 1.5, 1, 1, 1}),
    /** No water is left: hardly any flow, no pressure, an idle and heating motor. */
    DRY_RUNNING(15, new double[]{0.020, 0.025, -1.20, -0.50, 7.0, 1.5, 3, -118}, new double[]{3, 3, 0.6, 0.5, 1, 1, 1, 0.5}),
    /** Vapour bubbles: everything that touches water shakes while the means hardly move. */
    CAVITATION(60, new double[]{0.012, 0.010, -0.10, -0.10, 0.2, 0, 0, -4}, new double[]{10, 10, 1.4, 2.5, 1, 1, 1, 5});

    private final int rampSeconds;
    private final double[] shift;
    private final double[] noise;

    PumpFault(int rampSeconds, double[] shift, double[] noise) {
        this.rampSeconds = rampSeconds;
        this.shift = shift;
        this.noise = noise;
    }

    /** Seconds from the fault's beginning to its full size. */
    public int rampSeconds() {
        return rampSeconds;
    }

    /** What the fully grown fault adds to a channel, in the channel's unit. */
    double shift(int channel) {
        return shift[channel];
    }

    /** What the fully grown fault multiplies a channel's scatter by. */
    double noise(int channel) {
        return noise[channel];
    }
}
