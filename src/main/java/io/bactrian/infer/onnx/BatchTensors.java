package io.bactrian.infer.onnx;

import ai.djl.ndarray.NDList;

/** A batch's inputs, and where its outputs are kept, as DJL hands them from the translator to the block. */
final class BatchTensors extends NDList {
    private static final long serialVersionUID = 1L;

    private final transient KeptOutputs outputs;
    private final int messages;

    BatchTensors(int inputs, KeptOutputs outputs, int messages) {
        super(inputs);
        this.outputs = outputs;
        this.messages = messages;
    }

    KeptOutputs outputs() {
        return outputs;
    }

    int messages() {
        return messages;
    }
}
