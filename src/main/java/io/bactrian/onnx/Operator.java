package io.bactrian.onnx;

/**
 * An operator as nodes name it.
 *
 * @param domain empty for ONNX's own, however the file writes that
 */
public record Operator(String domain, String type) {
    private static final String STANDARD = "ai.onnx";

    public Operator {
        domain = domain.equals(STANDARD) ? "" : domain;
    }

    /** {@code com.example:Guess}. */
    @Override
    public String toString() {
        return domain.isEmpty() ? type : domain + ":" + type;
    }
}
