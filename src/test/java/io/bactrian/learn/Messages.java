package io.bactrian.learn;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.SamplePolicy;
import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;

/** Models, messages and answers for tests. */
final class Messages {
    /** A classifier with three labels. */
    static final Manifest CLASSIFIER = Manifests.of("faults", "1", 1, List.of("p"),
            new Manifest.Answer("p", "p", "p", List.of("low", "mid", "high"), Map.of(), Double.NaN), "a", "b");
    /** A detector with a threshold of 2. */
    static final Manifest DETECTOR = Manifests.of("pumps", "1", 1, List.of("score"),
            new Manifest.Answer("score", null, null, List.of("normal", "anomaly"), Map.of(), 2), "a", "b");

    private Messages() {
    }

    static Sampling sampling(String policy) {
        return sampling(policy, 0.01, Quota.NONE, Quota.NONE);
    }

    static Sampling sampling(String policy, double random, Quota device, Quota label) {
        return new Sampling(SamplePolicy.of(policy), 0.5, 0.2, null, 0.1, random, 0.2, device, label);
    }

    static ModelInput input(Manifest model, String device, double... values) {
        return new Message(model, device, values, 0);
    }

    static ModelOutput classified(ModelInput input, double... probabilities) {
        return new ModelOutput(input, input.model(), List.of(new ModelOutput.Tensor("p", Datatype.FP32, probabilities)));
    }

    static ModelOutput scored(ModelInput input, double score) {
        return new ModelOutput(input, input.model(),
                List.of(new ModelOutput.Tensor("score", Datatype.FP64, new double[]{score})));
    }

    static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r-" + i).toList();
    }

    record Message(Manifest model, String orderKey, double[] data, int filled) implements ModelInput {
    }
}
