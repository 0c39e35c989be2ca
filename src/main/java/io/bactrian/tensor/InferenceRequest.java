package io.bactrian.tensor;

import java.util.List;

/**
 * An inference request.
 *
 * @param id         the client's, or null
 * @param outputs    those asked for; empty for all
 */
public record InferenceRequest(String id, Parameters parameters, List<Tensor> inputs, List<RequestedOutput> outputs) {
    public InferenceRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * The parameters that have an effect here; others are passed over.
     *
     * @param timeoutMicros microseconds from its arrival after which it is not run any more, 0 for none
     * @param sample        whether it is to become a sample
     * @param binaryOutput  whether outputs are binary where an output does not say otherwise
     */
    public record Parameters(long timeoutMicros, boolean sample, boolean binaryOutput) {
        public static final Parameters NONE = new Parameters(0, false, false);
    }

    /** @param binary whether it is to be binary */
    public record RequestedOutput(String name, boolean binary) {
    }
}
