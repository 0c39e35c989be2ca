package io.bactrian.train;

import java.util.Arrays;
import java.util.function.Function;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Multinomial logistic regression with squared weights as penalty: the mean log loss plus {@code l2 / 2} times the sum of the squared weights, biases
 * left out, whose sum is 0. That has one optimum, which Newton's method (iteratively reweighted least squares) finds to the last digits
 * but a few: how windows are ordered, or where they lie, does not matter.
 *
 * @param l2 above 0
 */
public record NewtonTrainer(double l2) implements Learner {
    private static final int MOST_PARAMETERS = 2048;
    private static final int MOST_STEPS = 100;
    private static final double ENOUGH_DECREASE = 1e-4;
    /** Below it, rounding hides what a step gains. */
    private static final double NEAR = 1e-12;
    private static final double REACHED = 1e-20;

    public NewtonTrainer {
        TrainingException.unless(l2 > 0 && Double.isFinite(l2), "--l2", l2, "a number above 0");
    }

    @Override
    public Weights train(double[][] features, int[] targets, int labels, Console console) {
        requireFew(labels, features[0].length);
        double[][] optimum = minimise(new double[labels][features[0].length + 1], parameters -> {
            LogLoss loss = new LogLoss(parameters);
            Console.Work work = console.begin("Newton's method over windows", features.length);
            for (int w = 0; w < features.length; w++) {
                loss.add(features[w], targets[w]);
                work.next();
            }
            return loss;
        });
        return weights(optimum);
    }

    /** @throws TrainingException where there are more parameters than fit into a Hessian */
    public static void requireFew(int labels, int features) {
        if ((long) labels * (features + 1) > MOST_PARAMETERS) {
            throw new TrainingException(
                    "%d labels of %d features have more than %d parameters together, expected no more with --l2: leave channels or labels out, or leave --l2 out"
                            .formatted(labels, features, MOST_PARAMETERS));
        }
    }

    /** Of parameters as {@link LogLoss} has them. */
    static Weights weights(double[][] parameters) {
        int features = parameters[0].length - 1;
        return new Weights(Arrays.stream(parameters).map(each -> Arrays.copyOf(each, features)).toArray(double[][]::new),
                Arrays.stream(parameters).mapToDouble(each -> each[features]).toArray());
    }

    /**
     * @param start where to begin: {@code [labels][features + 1]}
     * @param pass  makes one pass over all windows
     * @return the parameters of the optimum
     * @throws TrainingException where it is not found
     */
    public double[][] minimise(double[][] start, Function<double[][], LogLoss> pass) {
        double[][] at = start;
        LogLoss loss = pass.apply(at);
        for (int s = 0; s < MOST_STEPS; s++) {
            double[] slope = slope(at, loss);
            double[] step = step(at, loss, slope);
            double decrement = dot(slope, step);
            double length = 1;
            double[][] next = moved(at, step, length);
            if (decrement <= REACHED) {
                return next;
            }
            LogLoss reached = pass.apply(next);
            while (decrement > NEAR && !(value(next, reached) <= value(at, loss) - ENOUGH_DECREASE * length * decrement)) {
                length /= 2;
                next = moved(at, step, length);
                reached = pass.apply(next);
            }
            at = next;
            loss = reached;
        }
        throw new TrainingException(
                "Newton's method has not found the optimum after %d steps with --l2 %s: give a larger --l2".formatted(
                        MOST_STEPS,
                        l2));
    }

    private double value(double[][] at, LogLoss loss) {
        double squares = 0;
        for (double[] label : at) {
            for (int f = 0; f < label.length - 1; f++) {
                squares += label[f] * label[f];
            }
        }
        return loss.mean() + l2 / 2 * squares;
    }

    private double[] slope(double[][] at, LogLoss loss) {
        int width = at[0].length;
        double[] slope = new double[at.length * width];
        for (int p = 0; p < slope.length; p++) {
            slope[p] = loss.slope(p) + (p % width < width - 1 ? l2 * at[p / width][p % width] : 0);
        }
        return slope;
    }

    /** Biases can all rise together without effect: what is added to their block makes the one solution that whose sum is 0. */
    private double[] step(double[][] at, LogLoss loss, double[] slope) {
        int width = at[0].length;
        RealMatrix curvature = MatrixUtils.createRealMatrix(slope.length, slope.length);
        for (int p = 0; p < slope.length; p++) {
            for (int q = 0; q < slope.length; q++) {
                boolean biases = p % width == width - 1 && q % width == width - 1;
                double penalty = biases ? 1 : p == q ? l2 : 0;
                curvature.setEntry(p, q, loss.curvature(p, q) + penalty);
            }
        }
        RealVector direction = new ArrayRealVector(slope, false);
        try {
            return new CholeskyDecomposition(curvature).getSolver().solve(direction).toArray();
        } catch (MathRuntimeException e) {
            throw new TrainingException(
                    "The curvature of the log loss with --l2 %s is singular in 64 bits: give a larger --l2".formatted(l2), e);
        }
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[][] moved(double[][] from, double[] step, double length) {
        int width = from[0].length;
        double[][] moved = Arrays.stream(from).map(double[]::clone).toArray(double[][]::new);
        for (int p = 0; p < step.length; p++) {
            moved[p / width][p % width] -= length * step[p];
        }
        return moved;
    }
}
