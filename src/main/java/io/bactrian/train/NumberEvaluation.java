package io.bactrian.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hipparchus.stat.StatUtils;

import io.bactrian.train.Dataset.Window;

/**
 * Of a fit that gives a number.
 *
 * @param name     what the number is
 * @param expected what was measured; not copied
 * @param answered what the fit says; not copied
 */
record NumberEvaluation(String name, double[] expected, double[] answered) implements Evaluation {
    static NumberEvaluation of(RegressionFit fit, String name, List<Window> windows, Console console) {
        NumberEvaluation evaluation = new NumberEvaluation(name, new double[windows.size()], new double[windows.size()]);
        Console.Work work = console.begin("Evaluating windows", windows.size());
        for (int w = 0; w < windows.size(); w++) {
            Window window = windows.get(w);
            evaluation.expected[w] = window.target();
            evaluation.answered[w] = fit.value(window.series().rows(), window.end());
            work.next();
        }
        return evaluation;
    }

    double rmse() {
        return StrictMath.sqrt(meanSquare());
    }

    double mae() {
        double sum = 0;
        for (double residual : residuals()) {
            sum += StrictMath.abs(residual);
        }
        return sum / expected.length;
    }

    /** The share of the variance that is explained. */
    double r2() {
        double variance = StatUtils.populationVariance(expected);
        return variance == 0 ? 0 : 1 - meanSquare() / variance;
    }

    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("rmse", rmse());
        metrics.put("mae", mae());
        metrics.put("r2", r2());
        metrics.put("windows", (double) expected.length);
        metrics.replaceAll((each, value) -> Evaluation.rounded(value));
        return metrics;
    }

    @Override
    public String html() {
        return Html.section("Residuals of " + name, Plot.residuals(answered, residuals(), name));
    }

    private double meanSquare() {
        return StatUtils.sumSq(residuals()) / expected.length;
    }

    private double[] residuals() {
        double[] residuals = expected.clone();
        for (int w = 0; w < residuals.length; w++) {
            residuals[w] -= answered[w];
        }
        return residuals;
    }
}
