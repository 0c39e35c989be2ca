package io.bactrian.onnx;

import java.io.IOException;

/** A file is no ONNX file, or has more of something than is read; the message says what was found and what was expected. */
public final class OnnxFormatException extends IOException {
    private static final long serialVersionUID = 1;

    OnnxFormatException(String message) {
        super(message);
    }
}
