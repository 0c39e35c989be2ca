package io.bactrian.train;

import java.util.Arrays;
import java.util.List;

import io.bactrian.train.Dataset.Series;
import io.bactrian.train.Dataset.Window;

/**
 * A model that was fitted by passes over windows which lie elsewhere, with what of them belongs to its version.
 *
 * @param method   says what the model does, for the manifest's description
 * @param data     what it was fitted on
 * @param judged   its answers to windows held out
 * @param heldOut  some windows, at best held out, of which golden cases are taken
 * @param ordinary some windows of ordinary running in the order of time, for the reference of drift; may be empty
 */
public record Trained(Fit fit, String method, String data, Judged judged, List<LabelledWindow> heldOut,
        List<LabelledWindow> ordinary) {
    FitCommand.Result result(Console console) {
        return new FitCommand.Result(fit, method, data, judged.evaluation(),
                windows(heldOut), Reference.of(fit, windows(ordinary), console));
    }

    private List<Window> windows(List<LabelledWindow> labelled) {
        List<String> labels = fit.outputs().labels();
        return labelled.stream().map(each -> {
            double[] targets = new double[each.rows().length];
            Arrays.fill(targets, each.label() == null ? 0 : labels.indexOf(each.label()));
            return new Window(new Series(each.device(), each.rows(), targets), targets.length - 1);
        }).toList();
    }
}
