package io.bactrian.infer;

import io.bactrian.model.ModelRejectedException;
import io.bactrian.onnx.OnnxOutline;

/** Whether ONNX Runtime's Java API can name a graph's inputs and outputs: it hands names over as modified UTF-8. */
final class PortNames {
    private PortNames() {
    }

    static void check(OnnxOutline outline) throws ModelRejectedException {
        for (String name : outline.ports()) {
            if (name.chars().anyMatch(c -> c == 0 || Character.isSurrogate((char) c))) {
                throw new ModelRejectedException(Reasons.line("model.onnx has an input or output named '" + name
                        + "'; expected characters up to U+FFFF only: rename it when you export the model"));
            }
        }
    }
}
