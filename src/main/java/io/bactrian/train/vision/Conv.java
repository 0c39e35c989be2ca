package io.bactrian.train.vision;

import java.util.Arrays;
import java.util.Random;

/** A convolution with a stride of 2 along each side that is longer than 1, and zeros around: {@code [channels, height, width]}. */
public final class Conv extends Layer {
    private final int channels;
    private final int height;
    private final int width;
    private final int filters;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int patch;
    private final float[] parameters;
    private final float[] gradients;
    private float[] patches;

    /** @param kernel the filters' length along each side that is longer than 1; odd */
    Conv(int channels, int height, int width, int filters, int kernel, Random random) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.filters = filters;
        this.kernelHeight = height == 1 ? 1 : kernel;
        this.kernelWidth = width == 1 ? 1 : kernel;
        this.patch = channels * kernelHeight * kernelWidth;
        this.parameters = new float[filters * patch + filters];
        this.gradients = new float[parameters.length];
        for (int i = 0; i < filters * patch; i++) {
            parameters[i] = (float) (random.nextGaussian() * StrictMath.sqrt(2.0 / patch));
        }
    }

    /** {@code [filters, channels, height, width]}. */
    public long[] shape() {
        return new long[]{filters, channels, kernelHeight, kernelWidth};
    }

    /** Zeros on either side, of height and width. */
    public int[] padding() {
        return new int[]{kernelHeight / 2, kernelWidth / 2};
    }

    /** Of height and width. */
    public int[] strides() {
        return new int[]{stride(height), stride(width)};
    }

    /** In the shape's order. */
    public float[] weights() {
        return Arrays.copyOf(parameters, filters * patch);
    }

    public float[] bias() {
        return Arrays.copyOfRange(parameters, filters * patch, parameters.length);
    }

    int outHeight() {
        return (height + 1) / 2;
    }

    int outWidth() {
        return (width + 1) / 2;
    }

    private static int stride(int side) {
        return side == 1 ? 1 : 2;
    }

    @Override
    float[] forward(float[] in) {
        int places = outHeight() * outWidth();
        patches = new float[places * patch];
        visit((from, to) -> patches[to] = in[from]);
        float[] out = new float[filters * places];
        for (int place = 0; place < places; place++) {
            for (int filter = 0; filter < filters; filter++) {
                out[filter * places + place] = parameters[filters * patch + filter]
                        + Sums.product(parameters, filter * patch, patches, place * patch, patch);
            }
        }
        return out;
    }

    @Override
    float[] backward(float[] gradient) {
        int places = outHeight() * outWidth();
        float[] ofPatches = new float[patches.length];
        for (int filter = 0; filter < filters; filter++) {
            for (int place = 0; place < places; place++) {
                float own = gradient[filter * places + place];
                Sums.add(own, patches, place * patch, gradients, filter * patch, patch);
                Sums.add(own, parameters, filter * patch, ofPatches, place * patch, patch);
                gradients[filters * patch + filter] += own;
            }
        }
        float[] before = new float[channels * height * width];
        visit((from, to) -> before[from] += ofPatches[to]);
        return before;
    }

    private interface Element {
        void at(int from, int to);
    }

    /** Each element of the input that is in the patch of an output place. */
    private void visit(Element element) {
        for (int y = 0; y < outHeight(); y++) {
            for (int x = 0; x < outWidth(); x++) {
                int place = y * outWidth() + x;
                visit(element, place, y * stride(height) - kernelHeight / 2, x * stride(width) - kernelWidth / 2);
            }
        }
    }

    private void visit(Element element, int place, int top, int left) {
        int to = place * patch;
        for (int channel = 0; channel < channels; channel++) {
            for (int y = top; y < top + kernelHeight; y++) {
                for (int x = left; x < left + kernelWidth; x++, to++) {
                    if (y >= 0 && y < height && x >= 0 && x < width) {
                        element.at((channel * height + y) * width + x, to);
                    }
                }
            }
        }
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
