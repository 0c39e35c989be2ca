package io.bactrian.cloud.training.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Of versions that answer a number: the loss is the absolute error. */
record NumberContest(List<Example> examples, Answers candidate, Answers serving, boolean servingIsKnown) implements Contest {
    @Override
    public List<String> strata() {
        return List.of("");
    }

    @Override
    public List<String> needed(Rules rules) {
        return List.of();
    }

    @Override
    public Losses losses(HoldOut by) {
        double largest = 2 * (examples.stream().mapToDouble(Example::value).max().orElse(0)
                - examples.stream().mapToDouble(Example::value).min().orElse(0));
        return Losses.of(by, examples, 1, i -> 0, i -> error(i, candidate, largest), i -> error(i, serving, largest));
    }

    /** An answer that is no number is as wrong as twice the range of what is true. */
    private double error(int place, Answers answers, double largest) {
        double error = Math.abs(answers.scores()[place] - examples.get(place).value());
        return Double.isFinite(error) ? error : largest;
    }

    @Override
    public double margin(Rules rules, Losses losses) {
        return rules.margin() * losses.servingLoss();
    }

    @Override
    public String lossName() {
        return "mean absolute error";
    }

    @Override
    public Map<String, Double> candidateMetrics() {
        return Metrics.ofNumbers(examples, candidate.scores());
    }

    @Override
    public Map<String, Double> servingMetrics() {
        return servingIsKnown ? Metrics.ofNumbers(examples, serving.scores()) : Map.of();
    }

    @Override
    public Contest part(int... places) {
        List<Example> some = new ArrayList<>();
        Arrays.stream(places).forEach(place -> some.add(examples.get(place)));
        return new NumberContest(some, candidate.part(places), serving.part(places), servingIsKnown);
    }
}
