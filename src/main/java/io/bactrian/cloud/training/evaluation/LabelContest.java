package io.bactrian.cloud.training.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Of versions that answer labels: the loss is 0 or 1.
 *
 * @param known  all labels that are true or may be answered
 * @param needed labels that the serving version can answer
 * @param alarm  the labels are {@link #NORMAL} and {@link #ANOMALY} only
 */
record LabelContest(List<Example> examples, Answers candidate, Answers serving, List<String> known, List<String> needed,
        boolean alarm, boolean servingIsKnown) implements Contest {
    static final String NORMAL = "normal";
    static final String ANOMALY = "anomaly";

    /** All that is not normal is an anomaly. */
    static LabelContest alarms(List<Example> examples, Answers candidate, Answers serving, Set<String> normal,
            boolean servingIsKnown) {
        List<Example> truth = examples.stream().map(each -> new Example(each.id(), each.device(), each.at(), each.group(),
                alarm(each.label(), normal), each.value(), each.trusted(), each.weight(), each.version(), each.inputs()))
                .toList();
        List<String> both = List.of(NORMAL, ANOMALY);
        return new LabelContest(truth, alarms(candidate, normal), alarms(serving, normal), both, both, true, servingIsKnown);
    }

    private static Answers alarms(Answers answers, Set<String> normal) {
        return new Answers(Arrays.stream(answers.labels()).map(each -> each == null ? null : alarm(each, normal))
                .toArray(String[]::new), answers.scores());
    }

    private static String alarm(String label, Set<String> normal) {
        return normal.contains(label) ? NORMAL : ANOMALY;
    }

    @Override
    public List<String> strata() {
        return List.copyOf(new TreeSet<>(examples.stream().map(Example::label).toList()));
    }

    @Override
    public List<String> needed(Rules rules) {
        if (alarm || rules.labels().isEmpty()) {
            return needed;
        }
        return rules.labels();
    }

    @Override
    public Losses losses(HoldOut by) {
        List<String> strata = strata();
        return Losses.of(by, examples, strata.size(), i -> strata.indexOf(examples.get(i).label()),
                i -> wrong(i, candidate), i -> wrong(i, serving));
    }

    @Override
    public Double agreement() {
        return servingIsKnown && !examples.isEmpty()
                ? (double) IntStream.range(0, examples.size())
                        .filter(i -> Objects.equals(candidate.labels()[i], serving.labels()[i])).count() / examples.size()
                : null;
    }

    private int wrong(int place, Answers answers) {
        return examples.get(place).label().equals(answers.labels()[place]) ? 0 : 1;
    }

    @Override
    public double margin(Rules rules, Losses losses) {
        return rules.margin();
    }

    @Override
    public String lossName() {
        return "mean error rate of the labels";
    }

    @Override
    public Map<String, Double> candidateMetrics() {
        return metrics(candidate);
    }

    @Override
    public Map<String, Double> servingMetrics() {
        return servingIsKnown ? metrics(serving) : Map.of();
    }

    private Map<String, Double> metrics(Answers answers) {
        if (!alarm) {
            return Metrics.ofLabels(known, examples, answers.labels());
        }
        boolean[] truth = new boolean[examples.size()];
        boolean[] said = new boolean[truth.length];
        double[] weights = examples.stream().mapToDouble(Example::weight).toArray();
        for (int i = 0; i < truth.length; i++) {
            truth[i] = examples.get(i).label().equals(ANOMALY);
            said[i] = ANOMALY.equals(answers.labels()[i]);
        }
        return Metrics.ofAlarms(truth, said, answers.scores(), weights);
    }

    @Override
    public Contest part(int... places) {
        List<Example> some = new ArrayList<>();
        Arrays.stream(places).forEach(place -> some.add(examples.get(place)));
        return new LabelContest(some, candidate.part(places), serving.part(places), known, needed, alarm, servingIsKnown);
    }
}
