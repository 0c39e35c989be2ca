package io.bactrian.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What runs a graph's operators: ONNX Runtime's execution providers, as a manifest names them. */
public enum Provider {
    CPU, XNNPACK, DNNL, OPENVINO, CUDA, TENSORRT;

    public static final List<String> NAMES = Arrays.stream(values()).map(Provider::text).toList();

    /** As a manifest has it: in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
