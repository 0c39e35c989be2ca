package io.bactrian.spark;

import java.nio.ByteBuffer;

/** A window as bytes of a column. */
final class WindowBytes {
    private WindowBytes() {
    }

    static byte[] of(double[][] rows) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * rows.length * rows[0].length);
        for (double[] row : rows) {
            for (double value : row) {
                bytes.putDouble(value);
            }
        }
        return bytes.array();
    }

    /** {@code [window][channels]}. */
    static double[][] rows(byte[] window, int channels) {
        ByteBuffer bytes = ByteBuffer.wrap(window);
        double[][] rows = new double[window.length / Double.BYTES / channels][channels];
        for (double[] row : rows) {
            for (int c = 0; c < channels; c++) {
                row[c] = bytes.getDouble();
            }
        }
        return rows;
    }
}
