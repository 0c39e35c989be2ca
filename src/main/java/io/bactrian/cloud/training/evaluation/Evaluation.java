package io.bactrian.cloud.training.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.bactrian.cloud.training.evaluation.HoldOut.Partition;
import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.Manifest;
import io.bactrian.model.Task;

/**
 * Runs both versions over what is held out, and has the {@link Judge} decide. One thread, as long as that takes.
 *
 * @param by    what is held out
 * @param rules when a candidate is good enough
 */
public record Evaluation(HoldOut by, Rules rules) {
    /**
     * @param serving null where no version serves: the candidate is then compared with the best constant answer
     * @return the decision; it refuses a candidate that cannot be compared
     */
    public Verdict of(Partition data, OnnxModel candidate, OnnxModel serving) {
        Manifest fresh = candidate.manifest();
        String different = serving == null ? null : different(fresh, serving.manifest());
        if (different != null || fresh.task() == Task.RAW) {
            return Verdict.refused(different != null
                    ? different
                    : "not measured: the candidate's task is raw; expected anomaly, classification or regression in model.yaml");
        }
        if (data.heldOut().isEmpty()) {
            return Verdict.refused(
                    "not measured: no sample with a trusted label is held out; label samples of several devices and times, or correct trusted");
        }
        try {
            return new Judge(by, rules, contest(data, candidate, serving)).decide(data.devicesHeldOut());
        } catch (UnusableSample e) {
            return Verdict.refused("not measured: " + e.getMessage());
        }
    }

    private static String different(Manifest candidate, Manifest serving) {
        if (candidate.task() != serving.task()) {
            return "the candidate's task is %s; the serving version's is %s".formatted(candidate.task(), serving.task());
        }
        Set<String> lost = new TreeSet<>(labels(serving));
        lost.removeAll(labels(candidate));
        return candidate.task() == Task.CLASSIFICATION && !lost.isEmpty()
                ? "the candidate does not know the labels %s of the serving version: label samples of them".formatted(lost)
                : null;
    }

    private static Set<String> labels(Manifest manifest) {
        Set<String> labels = new TreeSet<>(manifest.answer().labels());
        labels.addAll(manifest.answer().classes().values());
        return labels;
    }

    private Contest contest(Partition data, OnnxModel candidate, OnnxModel serving) throws UnusableSample {
        List<Example> examples = data.heldOut();
        Answers fresh = Answers.of(candidate, examples);
        boolean known = serving != null;
        Answers others = known ? Answers.of(serving, examples) : constant(data, examples.size());
        return switch (candidate.manifest().task()) {
            case REGRESSION -> new NumberContest(examples, fresh, others, known);
            case ANOMALY -> LabelContest.alarms(examples, fresh, others, rules.normal(), known);
            default -> {
                Set<String> all = new TreeSet<>(labels(candidate.manifest()));
                examples.forEach(each -> all.add(each.label()));
                Set<String> needed = labels((known ? serving : candidate).manifest());
                all.addAll(needed);
                yield new LabelContest(examples, fresh, others, List.copyOf(all), List.copyOf(needed), false, known);
            }
        };
    }

    /** The commonest label, and the median of the numbers, that there are to train on. */
    private static Answers constant(Partition data, int size) {
        Map<String, Long> counts = data.training().stream().filter(each -> each.label() != null)
                .collect(Collectors.groupingBy(Example::label, Collectors.counting()));
        String label = counts.entrySet().stream().max(Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()))).map(Map.Entry::getKey).orElse(null);
        List<Double> values = new ArrayList<>(data.training().stream().map(Example::value).toList());
        values.sort(Comparator.comparing(Function.identity()));
        return Answers.constant(label, values.isEmpty() ? Double.NaN : values.get(values.size() / 2), size);
    }
}
