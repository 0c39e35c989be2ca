package io.bactrian.infer.onnx;

/** A model cannot process a batch; {@link Reasons#words} has what ONNX Runtime says. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InferenceException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
