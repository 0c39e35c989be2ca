package io.bactrian.train.vision;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** A network that is fitted to pictures: grey, square, values 0 to 255. The same seed gives the same network. Not thread-safe. */
public final class PictureFit {
    /** Pixels a side of the network's input for each pixel of what is drawn to fit it. */
    private static final int DRAWN = 2;
    private static final int BATCH = 16;
    private static final double RATE = 0.002;
    private static final float MIDDLE = 127.5f;
    private static final float SPREAD = 64;

    private final int size;
    private final Rings rings;
    private final Network network;

    private PictureFit(int size, Rings rings, Network network) {
        this.size = size;
        this.rings = rings;
        this.network = network;
    }

    private record Example(byte[] pixels, double target) {
    }

    /**
     * What a dial shows: a number for each of {@link GaugeScale#readings}, the larger the more probable.
     *
     * @param passes   over all examples
     * @param progress gets the number of examples that were drawn or seen, time and again
     */
    public static PictureFit gauge(long seed, int examples, int passes, IntConsumer progress) {
        Random random = new Random(seed);
        int size = 64;
        Rings rings = new Rings(size, 10, 120);
        Conv first = new Conv(rings.rings(), 1, rings.angles(), 20, 7, random);
        Conv second = new Conv(20, 1, first.outWidth(), 24, 5, random);
        Dense third = new Dense(24 * second.outWidth(), 40, random);
        PictureFit fit = new PictureFit(size, rings, new Network(
                List.of(first, new Relu(), second, new Relu(), third, new Relu(), new Dense(40, GaugeScale.STEPS, random))));
        List<Example> drawn = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            Dial dial = new Dial(seed * 1_000_003 + i, Dial.Style.FITTED, DRAWN * size);
            drawn.add(new Example(fit.stored(dial.picture()), dial.reading()));
            progress.accept(i + 1);
        }
        fit.learn(drawn, passes, random, progress, GaugeScale::gradient);
        return fit;
    }

    /** Which of {@link Face#EXPRESSIONS}: a number for each, the largest for the most probable. */
    public static PictureFit expression(long seed, int examples, int passes, IntConsumer progress) {
        Random random = new Random(seed);
        int size = 40;
        Conv first = new Conv(1, size, size, 8, 5, random);
        Conv second = new Conv(8, first.outHeight(), first.outWidth(), 16, 3, random);
        Conv third = new Conv(16, second.outHeight(), second.outWidth(), 24, 3, random);
        PictureFit fit = new PictureFit(size, null,
                new Network(List.of(first, new Relu(), second, new Relu(), third, new Relu(),
                        new Dense(24 * third.outHeight() * third.outWidth(), Face.EXPRESSIONS.size(), random))));
        List<Example> drawn = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            Face face = new Face(seed * 1_000_003 + i, DRAWN * size);
            drawn.add(new Example(fit.stored(face.picture()), face.expression()));
            progress.accept(i + 1);
        }
        fit.learn(drawn, passes, random, progress, PictureFit::crossEntropy);
        return fit;
    }

    /** Pixels a side of its input. */
    public int size() {
        return size;
    }

    /** What comes before the network, or null where that sees the picture itself. */
    public Rings rings() {
        return rings;
    }

    public List<Layer> layers() {
        return network.layers();
    }

    /** What is subtracted from each pixel. */
    public float middle() {
        return MIDDLE;
    }

    /** What it is then divided by. */
    public float spread() {
        return SPREAD;
    }

    /** What the network says of a picture of its {@link #size}, row by row. */
    public float[] answer(float[] pixels) {
        float[] scaled = new float[pixels.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (pixels[i] - MIDDLE) / SPREAD;
        }
        return network.forward(rings == null ? scaled : rings.of(scaled));
    }

    /** The pixels of a picture whose side is a multiple of {@link #size}. */
    public float[] pixels(BufferedImage picture) {
        return Drawing.reduced(picture, size);
    }

    private byte[] stored(BufferedImage picture) {
        float[] pixels = pixels(picture);
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pixels[i];
        }
        return bytes;
    }

    private interface Loss {
        float[] gradient(float[] out, double target);
    }

    private void learn(List<Example> examples, int passes, Random random, IntConsumer progress, Loss loss) {
        int[] order = new int[examples.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int total = passes * order.length;
        for (int seen = 0; seen < total; seen++) {
            int place = seen % order.length;
            if (place == 0) {
                shuffle(order, random);
            }
            Example example = examples.get(order[place]);
            float[] pixels = new float[example.pixels().length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = example.pixels()[i] & 0xff;
            }
            network.backward(loss.gradient(answer(pixels), example.target()));
            if (seen % BATCH == BATCH - 1) {
                network.step(RATE * (1 + StrictMath.cos(StrictMath.PI * seen / total)) / 2, BATCH);
                progress.accept(order.length + seen + 1);
            }
        }
    }

    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int own = order[i];
            order[i] = order[other];
            order[other] = own;
        }
    }

    /** The gradient of the cross entropy with the target's number alone. */
    private static float[] crossEntropy(float[] out, double target) {
        double[] shares = shares(out);
        float[] gradient = new float[out.length];
        for (int i = 0; i < out.length; i++) {
            gradient[i] = (float) (shares[i] - (i == (int) target ? 1 : 0));
        }
        return gradient;
    }

    /** The softmax: how probable each output is. */
    public static double[] shares(float[] out) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float value : out) {
            largest = StrictMath.max(largest, value);
        }
        double sum = 0;
        double[] shares = new double[out.length];
        for (int i = 0; i < out.length; i++) {
            shares[i] = StrictMath.exp(out[i] - largest);
            sum += shares[i];
        }
        for (int i = 0; i < out.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
