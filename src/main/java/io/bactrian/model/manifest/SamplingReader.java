package io.bactrian.model.manifest;

import java.util.List;

import io.bactrian.model.Manifest;
import io.bactrian.model.SamplePolicy;
import io.bactrian.model.SampleReason;
import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlReader;

/** Reads {@code samples} of a {@code model.yaml}, and checks whether the model gives what it asks for. */
final class SamplingReader {
    private SamplingReader() {
    }

    static Sampling read(YamlReader all, Problems problems) {
        if (!all.has("samples")) {
            return Sampling.CONFIGURED;
        }
        YamlReader fields = all.mapping("samples");
        SamplePolicy policy = policy(fields, problems);
        Double entropy = fields.number("entropy", 0, 1);
        Double margin = fields.number("margin", 0, 1);
        Double threshold = fields.number("threshold", -Double.MAX_VALUE, Double.MAX_VALUE);
        Double distance = fields.number("distance", 0, Double.MAX_VALUE);
        Double random = fields.number("random", 0, 1);
        Double drift = fields.number("drift", 0, 1);
        YamlReader quotas = fields.mapping("quotas");
        Sampling sampling = new Sampling(policy, entropy, margin, threshold, distance, random, drift, quota(quotas, "device"),
                quota(quotas, "label"));
        quotas.noOthers();
        fields.noOthers();
        return sampling;
    }

    private static SamplePolicy policy(YamlReader fields, Problems problems) {
        List<String> words = fields.texts("policy");
        if (words == null) {
            return null;
        }
        try {
            return SamplePolicy.of(words);
        } catch (IllegalArgumentException e) {
            problems.add(fields.at("policy") + ": " + e.getMessage());
            return null;
        }
    }

    private static Quota quota(YamlReader quotas, String of) {
        YamlReader fields = quotas.mapping(of);
        Quota quota = new Quota(fields.whole("minute", 1, Integer.MAX_VALUE), fields.whole("hour", 1, Integer.MAX_VALUE),
                fields.whole("day", 1, Integer.MAX_VALUE));
        fields.noOthers();
        return quota;
    }

    /** A manifest's own policy can be carried out by its model; the configured one is for those that can. */
    static void check(Sampling sampling, Manifest.Answer answer, List<Manifest.Input> inputs, Problems problems) {
        if (sampling.policy() == null) {
            return;
        }
        for (SampleReason reason : sampling.policy().reasons()) {
            String missing = switch (reason) {
                case ENTROPY, MARGIN -> answer.probabilities() == null
                        ? "the model has no probabilities; expected outputs.probabilities to name them"
                        : null;
                case THRESHOLD -> sampling.threshold() == null && Double.isNaN(answer.threshold()) || answer.score() == null
                        ? "there is no score with a threshold; expected outputs.score, and outputs.threshold or"
                                + " samples.threshold"
                        : null;
                case CHANNELS -> inputs.stream().flatMap(input -> input.features().stream())
                        .noneMatch(feature -> feature.range() != null || feature.fill() != null)
                                ? "no channel may be missing or has a range; expected fill or range at some feature"
                                : null;
                default -> null;
            };
            if (missing != null) {
                problems.add("samples.policy has '" + reason.text() + "', but " + missing);
            }
        }
    }
}
