package io.bactrian.model;

import java.util.Arrays;

/** Whether two versions say the same about a message. */
final class Agreement {
    /** How far values may differ that are the same. */
    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-6;

    private Agreement() {
    }

    static boolean between(ModelOutput serving, ModelOutput candidate) {
        boolean labelled = serving.model().answer().labelled() && candidate.model().answer().labelled();
        boolean empty = serving.unlabelled() == Unlabelled.EMPTY && candidate.unlabelled() == Unlabelled.EMPTY;
        if (!labelled || empty) {
            return sameValues(serving, candidate);
        }
        String label = serving.label();
        return label != null && label.equals(candidate.label());
    }

    private static boolean sameValues(ModelOutput serving, ModelOutput candidate) {
        boolean any = false;
        for (ModelOutput.Tensor tensor : serving.outputs()) {
            ModelOutput.Tensor other = candidate.output(tensor.name());
            if (other != null && tensor.length() == other.length()) {
                if (!same(tensor, other)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static boolean same(ModelOutput.Tensor one, ModelOutput.Tensor other) {
        if (one.values() == null || other.values() == null) {
            return Arrays.equals(one.texts(), other.texts()) && one.values() == other.values();
        }
        for (int i = 0; i < one.values().length; i++) {
            double a = one.values()[i];
            double b = other.values()[i];
            if (!(Math.abs(a - b) <= Math.max(ABSOLUTE, RELATIVE * Math.max(Math.abs(a), Math.abs(b))))) {
                return false;
            }
        }
        return true;
    }
}
