package io.bactrian.learn;

import java.util.List;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;

/** Whether a message's own values are what the manifest says they are. */
final class Ranges {
    private Ranges() {
    }

    /** Whether a value of the newest row is outside its channel's range. A value that is missing to the model is in any. */
    static boolean isLeft(ModelInput input) {
        if (input.data() == null) {
            return false;
        }
        int end = 0;
        for (Manifest.Input tensor : input.model().inputs()) {
            end += tensor.elements();
            List<Manifest.Feature> features = tensor.features();
            for (int i = 0; i < features.size() && tensor.datatype() != Datatype.BYTES; i++) {
                Manifest.Range range = features.get(i).range();
                if (range != null && range.isLeftBy(input.data()[end - features.size() + i])) {
                    return true;
                }
            }
        }
        return false;
    }
}
