package io.bactrian.cloud.training.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.bactrian.cloud.training.evaluation.ExampleInputs.Part;

/**
 * Finds windows that have rows in common with held-out windows of the same device, by the rows' content: how far apart in time the rows
 * of a window are, no sample says. Rows of few channels are compared several together, since single ones are often equal by chance.
 */
final class RowOverlap {
    private static final int TELLING_ELEMENTS = 8;

    private record Run(String device, int hash, double first) {
    }

    private final Set<Run> heldOut = new HashSet<>();

    RowOverlap(List<Example> heldOut) {
        heldOut.forEach(each -> {
            for (int row = 0; row + length(each) <= rows(each); row++) {
                this.heldOut.add(run(each, row));
            }
        });
    }

    boolean touches(Example example) {
        for (int row = 0; row + length(example) <= rows(example); row++) {
            if (heldOut.contains(run(example, row))) {
                return true;
            }
        }
        return false;
    }

    /** 0 where the sample is no window: it has rows of its own then. */
    private static int rows(Example example) {
        Part part = example.inputs().parts().get(0);
        boolean window = example.inputs().parts().size() == 1 && part.texts() == null && part.shape().length == 3
                && part.rows() > 1;
        return window ? part.rows() : 0;
    }

    private static int length(Example example) {
        Part part = example.inputs().parts().get(0);
        return Math.max(1, Math.min(part.rows(), 1 + (TELLING_ELEMENTS - 1) / Math.max(1, part.width())));
    }

    private static Run run(Example example, int row) {
        Part part = example.inputs().parts().get(0);
        int from = row * part.width();
        int to = from + length(example) * part.width();
        return new Run(example.device(), Arrays.hashCode(Arrays.copyOfRange(part.values(), from, to)), part.values()[from]);
    }
}
