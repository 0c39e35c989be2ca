package io.bactrian.train.vision;

/** Negative numbers become 0. */
public final class Relu extends Layer {
    private float[] out;

    @Override
    float[] forward(float[] in) {
        out = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i] = Math.max(0, in[i]);
        }
        return out;
    }

    @Override
    float[] backward(float[] gradient) {
        float[] before = new float[gradient.length];
        for (int i = 0; i < before.length; i++) {
            before[i] = out[i] > 0 ? gradient[i] : 0;
        }
        return before;
    }
}
