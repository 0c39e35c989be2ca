package io.bactrian.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which columns of a file are which.
 *
 * @param channels the model's channels in order; empty for all that are not something else
 * @param ignored  no channels
 * @param target   what is to be learnt, or null
 * @param kind     what the target is
 * @param device   the device's name; null for {@code device} where the first record has it
 */
record Columns(List<String> channels, Set<String> ignored, String target, Target kind, String device) {
    static final String USUAL_DEVICE = "device";

    enum Target {
        NONE("", ""), LABEL("--target", "a label"), NUMBER("--target", "a finite number"), FLAG("--anomaly-column",
                "0 or 1, or normal or anomaly");

        private final String option;
        private final String expected;

        Target(String option, String expected) {
            this.option = option;
            this.expected = expected;
        }

        String option() {
            return option;
        }

        String expected() {
            return expected;
        }
    }

    /** These columns with all that the first record leaves open settled. */
    Columns settled(Row first) {
        String named = device != null ? device : first.text(USUAL_DEVICE) == null ? null : USUAL_DEVICE;
        List<String> chosen = new ArrayList<>(channels);
        if (chosen.isEmpty()) {
            first.columns().stream()
                    .filter(each -> !ignored.contains(each) && !each.equals(target) && !each.equals(named))
                    .forEach(chosen::add);
        }
        return new Columns(chosen, ignored, target, kind, named);
    }
}
