package io.bactrian.train.vision;

import java.util.List;

/** Layers one after the other, fitted by Adam (Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015). Not thread-safe. */
public final class Network {
    private static final double MOMENTUM = 0.9;
    private static final double SQUARES = 0.999;
    private static final double SMALL = 1e-8;

    private final List<Layer> layers;
    private final float[][] mean;
    private final float[][] square;
    private int steps;

    Network(List<Layer> layers) {
        this.layers = List.copyOf(layers);
        this.mean = layers.stream().map(layer -> new float[layer.parameters().length]).toArray(float[][]::new);
        this.square = layers.stream().map(layer -> new float[layer.parameters().length]).toArray(float[][]::new);
    }

    public List<Layer> layers() {
        return layers;
    }

    float[] forward(float[] in) {
        float[] out = in;
        for (Layer layer : layers) {
            out = layer.forward(out);
        }
        return out;
    }

    /** Of the last {@link #forward}. */
    void backward(float[] gradient) {
        float[] rest = gradient;
        for (int i = layers.size() - 1; i >= 0; i--) {
            rest = layers.get(i).backward(rest);
        }
    }

    /** Moves the parameters against the gradients that were added up, and clears these. */
    void step(double rate, int examples) {
        steps++;
        double correction = StrictMath.sqrt(1 - StrictMath.pow(SQUARES, steps)) / (1 - StrictMath.pow(MOMENTUM, steps));
        for (int l = 0; l < layers.size(); l++) {
            float[] parameters = layers.get(l).parameters();
            float[] gradients = layers.get(l).gradients();
            for (int i = 0; i < parameters.length; i++) {
                float gradient = gradients[i] / examples;
                mean[l][i] = (float) (MOMENTUM * mean[l][i] + (1 - MOMENTUM) * gradient);
                square[l][i] = (float) (SQUARES * square[l][i] + (1 - SQUARES) * gradient * gradient);
                parameters[i] -= (float) (rate * correction * mean[l][i] / (Math.sqrt(square[l][i]) + SMALL));
                gradients[i] = 0;
            }
        }
    }
}
