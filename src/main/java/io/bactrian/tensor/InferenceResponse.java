package io.bactrian.tensor;

/**
 * A response as bytes.
 *
 * @param jsonLength how many of them are JSON; binary tensors follow. All of them where no output is binary
 */
public record InferenceResponse(byte[] body, int jsonLength) {
    /** Whether binary tensors follow the JSON. */
    public boolean hasBinary() {
        return jsonLength < body.length;
    }
}
