package io.bactrian.infer;

import java.util.ArrayList;
import java.util.List;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;

/**
 * Messages that went through the serving version in one run, for a candidate to look at.
 *
 * @param inputs  what the candidate is to see of them; at least one
 * @param serving what the serving version said
 * @param nanos   the serving version's time for exactly these; 0 where they are only some of its run
 */
record ShadowBatch(List<ModelInput> inputs, List<ModelOutput> serving, long nanos) {
    /** Whether some of a run are for that candidate. */
    static boolean some(Manifest candidate, List<ModelInput> run) {
        for (ModelInput input : run) {
            if (input.candidate() != null && input.candidate().model() == candidate) {
                return true;
            }
        }
        return false;
    }

    /** Those of a run that are for that candidate. */
    static ShadowBatch of(Manifest candidate, List<ModelInput> run, List<ModelOutput> outputs, long nanos) {
        List<ModelInput> inputs = new ArrayList<>(run.size());
        List<ModelOutput> serving = new ArrayList<>(run.size());
        for (int i = 0; i < run.size(); i++) {
            ModelInput.Candidate own = run.get(i).candidate();
            if (own != null && own.model() == candidate) {
                inputs.add(new AsCandidate(run.get(i).orderKey(), own));
                serving.add(outputs.get(i));
            }
        }
        return new ShadowBatch(inputs, serving, inputs.size() == run.size() ? nanos : 0);
    }

    int size() {
        return inputs.size();
    }

    /** The most messages in one run of the serving version. */
    int servingBatch() {
        return serving.get(0).model().batching().size();
    }

    /** The messages from one place up to another; their time is not known. */
    ShadowBatch part(int from, int to) {
        return new ShadowBatch(inputs.subList(from, to), serving.subList(from, to), 0);
    }

    private record AsCandidate(String orderKey, ModelInput.Candidate own) implements ModelInput {
        @Override
        public Manifest model() {
            return own.model();
        }

        @Override
        public double[] data() {
            return own.data();
        }

        @Override
        public String[] texts() {
            return own.texts();
        }
    }
}
