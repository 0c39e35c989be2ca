package io.bactrian.model;

import io.bactrian.model.Manifest.Answer;
import io.bactrian.model.ModelOutput.Tensor;

/** How the output that gives the label is read. */
final class Labels {
    private Labels() {
    }

    /** Null where it has a label. */
    static Unlabelled unlabelled(Answer answer, Tensor tensor) {
        if (tensor == null || tensor.length() == 0) {
            return Unlabelled.EMPTY;
        }
        if (!tensor.finite()) {
            return Unlabelled.NOT_FINITE;
        }
        boolean byPlace = !answer.byThreshold() && answer.classes().isEmpty() && tensor.texts() == null;
        if (tensor.length() != (byPlace ? answer.labels().size() : 1)) {
            return Unlabelled.WRONG_COUNT;
        }
        return text(answer, tensor) == null ? Unlabelled.UNKNOWN_VALUE : null;
    }

    /** Of a tensor with as many finite elements as it takes; null where its class is not known. */
    static String text(Answer answer, Tensor tensor) {
        if (answer.byThreshold()) {
            double threshold = ElementRange.nearest(tensor.datatype(), answer.threshold());
            return answer.labels().get(tensor.values()[0] > threshold ? 1 : 0);
        }
        if (!answer.classes().isEmpty()) {
            Object value = tensor.texts() == null ? whole(tensor) : tensor.texts()[0];
            return value == null ? null : answer.classes().get(value);
        }
        if (tensor.texts() != null) {
            return tensor.texts()[0].isEmpty() ? null : tensor.texts()[0];
        }
        return answer.labels().get(tensor.largest());
    }

    private static Long whole(Tensor tensor) {
        if (tensor.wholes() != null) {
            return tensor.wholes()[0];
        }
        double value = tensor.values()[0];
        return ElementRange.holds(Datatype.INT64, value) ? (long) value : null;
    }
}
