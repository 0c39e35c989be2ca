package io.bactrian.cloud.training.evaluation;

import java.util.List;
import java.util.Map;

/** What two versions answered to the same examples, and what of it is wrong. Immutable. */
sealed interface Contest permits LabelContest, NumberContest {
    List<Example> examples();

    /** What errors are averaged over alike: the labels that are true somewhere; one where targets are numbers. */
    List<String> strata();

    /** Strata that must be measured. */
    List<String> needed(Rules rules);

    Losses losses(HoldOut by);

    /** In units of the loss. */
    double margin(Rules rules, Losses losses);

    String lossName();

    /** Whether the other side is a version. */
    boolean servingIsKnown();

    default String opponent() {
        return servingIsKnown() ? "serving version" : "one constant answer";
    }

    Map<String, Double> candidateMetrics();

    /** Empty where there is no serving version. */
    Map<String, Double> servingMetrics();

    /** The share of examples that both answer alike; null where nobody says what is alike, or no version serves. */
    default Double agreement() {
        return null;
    }

    /** Of the examples at these places only. */
    Contest part(int... places);
}
