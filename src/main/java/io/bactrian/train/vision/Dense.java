package io.bactrian.train.vision;

import java.util.Arrays;
import java.util.Random;

/** Each output is a weighted sum of all inputs. */
public final class Dense extends Layer {
    private final int inputs;
    private final int outputs;
    private final float[] parameters;
    private final float[] gradients;
    private float[] last;

    Dense(int inputs, int outputs, Random random) {
        this.inputs = inputs;
        this.outputs = outputs;
        parameters = new float[outputs * inputs + outputs];
        gradients = new float[parameters.length];
        for (int i = 0; i < outputs * inputs; i++) {
            parameters[i] = (float) (random.nextGaussian() * StrictMath.sqrt(2.0 / inputs));
        }
    }

    public int inputs() {
        return inputs;
    }

    public int outputs() {
        return outputs;
    }

    /** {@code [outputs, inputs]}, flat. */
    public float[] weights() {
        return Arrays.copyOf(parameters, outputs * inputs);
    }

    public float[] bias() {
        return Arrays.copyOfRange(parameters, outputs * inputs, parameters.length);
    }

    @Override
    float[] forward(float[] in) {
        last = in;
        float[] out = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            out[o] = parameters[outputs * inputs + o] + Sums.product(parameters, o * inputs, in, 0, inputs);
        }
        return out;
    }

    @Override
    float[] backward(float[] gradient) {
        float[] before = new float[inputs];
        for (int o = 0; o < outputs; o++) {
            Sums.add(gradient[o], last, 0, gradients, o * inputs, inputs);
            Sums.add(gradient[o], parameters, o * inputs, before, 0, inputs);
            gradients[outputs * inputs + o] += gradient[o];
        }
        return before;
    }

    @Override
    float[] parameters() {
        return parameters;
    }

    @Override
    float[] gradients() {
        return gradients;
    }
}
