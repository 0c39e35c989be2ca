package io.bactrian.train;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

/** The trainers of one machine over windows in memory. */
public final class SingleMachine {
    private static final Console QUIET = new Console(new PrintWriter(Writer.nullWriter()), System::nanoTime);

    private SingleMachine() {
    }

    public static Fit anomaly(List<String> channels, List<LabelledWindow> windows, FitOptions options) {
        return HotellingFit.of(channels, windows.stream().map(LabelledWindow::rows).toList(), options);
    }

    public static Fit classifier(List<String> channels, List<String> labels, List<LabelledWindow> windows, double l2) {
        return ClassifierFit.of(channels, labels, windows.get(0).rows().length, windows(windows, labels), new NewtonTrainer(l2),
                QUIET);
    }

    /** What it measures on windows held out. */
    public static Object metrics(Fit fit, List<LabelledWindow> heldOut) {
        return LabelEvaluation.of(fit, windows(heldOut, fit.outputs().labels()), QUIET).metrics();
    }

    private static List<Window> windows(List<LabelledWindow> windows, List<String> labels) {
        return windows.stream().map(each -> {
            double[] targets = new double[each.rows().length];
            Arrays.fill(targets, labels.indexOf(each.label()));
            return new Window(new Series(each.device(), each.rows(), targets), targets.length - 1);
        }).toList();
    }
}
