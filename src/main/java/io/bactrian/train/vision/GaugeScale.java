package io.bactrian.train.vision;

/** The readings that the outputs of a gauge's network stand for: 0 to 1, and a little more. */
public final class GaugeScale {
    /** Of readings, beyond both ends of the scale, so that the mean of some about an end can be the end. */
    static final int STEPS = 46;
    private static final double STEP = 0.025;
    private static final double FIRST = -0.0625;
    /** How far around the right reading a gauge's network is to spread its answer. */
    private static final double WIDTH = 0.02;

    private GaugeScale() {
    }

    /** One an output. */
    public static float[] readings() {
        float[] readings = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            readings[i] = (float) (FIRST + STEP * i);
        }
        return readings;
    }

    /** The gradient of the cross entropy with a normal distribution about the target. */
    static float[] gradient(float[] out, double target) {
        double[] wanted = new double[STEPS];
        double sum = 0;
        for (int i = 0; i < STEPS; i++) {
            double away = (FIRST + STEP * i - target) / WIDTH;
            wanted[i] = StrictMath.exp(-away * away / 2);
            sum += wanted[i];
        }
        double[] shares = PictureFit.shares(out);
        float[] gradient = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            gradient[i] = (float) (shares[i] - wanted[i] / sum);
        }
        return gradient;
    }
}
