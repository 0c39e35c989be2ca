package io.bactrian.cloud.training.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/**
 * What a version says to examples, in their order; not copied.
 *
 * @param labels null where there is none
 * @param scores NaN where there is none
 */
record Answers(String[] labels, double[] scores) {
    /**
     * Runs the version.
     *
     * @throws UnusableSample where an example does not fit it
     */
    static Answers of(OnnxModel version, List<Example> examples) throws UnusableSample {
        Answers answers = new Answers(new String[examples.size()], new double[examples.size()]);
        int size = version.manifest().batching().size();
        for (int from = 0; from < examples.size(); from += size) {
            List<ModelInput> batch = new ArrayList<>(size);
            for (Example each : examples.subList(from, Math.min(examples.size(), from + size))) {
                batch.add(each.inputs().input(version.manifest()));
            }
            List<ModelOutput> outputs = version.run(batch);
            for (int i = 0; i < outputs.size(); i++) {
                answers.labels[from + i] = outputs.get(i).label();
                answers.scores[from + i] = outputs.get(i).score();
            }
        }
        return answers;
    }

    /** The same answer always: what is known without a model. */
    static Answers constant(String label, double score, int size) {
        Answers answers = new Answers(new String[size], new double[size]);
        Arrays.fill(answers.labels, label);
        Arrays.fill(answers.scores, score);
        return answers;
    }

    /** Those at these places. */
    Answers part(int... places) {
        Answers part = new Answers(new String[places.length], new double[places.length]);
        for (int i = 0; i < places.length; i++) {
            part.labels[i] = labels[places[i]];
            part.scores[i] = scores[places[i]];
        }
        return part;
    }
}
