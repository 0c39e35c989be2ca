package io.bactrian.train.vision;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Random;

/** A picture that is drawn in a square from -1 to 1, y downwards. No text, so that no fonts are needed. */
final class Drawing {
    private static final int FULL = 255;
    /** Different values of noise in a picture; a power of 2. */
    private static final int SOME = 1024;
    private static final int SHIFT = 22;

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final Random random;

    /** @param size pixels a side */
    Drawing(int size, Random random) {
        this.random = random;
        image = new BufferedImage(size, size, BufferedImage.TYPE_3BYTE_BGR);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.transform(new AffineTransform(size / 2.0, 0, 0, size / 2.0, size / 2.0, size / 2.0));
    }

    /** From a colour at one corner to another at the other. */
    void background(Color one, Color other) {
        graphics.setPaint(new GradientPaint(-1, -1, one, 1, 1, other));
        graphics.fill(new java.awt.geom.Rectangle2D.Double(-1, -1, 2, 2));
    }

    /** All that follows is moved, turned and scaled. */
    void place(double x, double y, double degrees, double scale) {
        graphics.translate(x, y);
        graphics.rotate(StrictMath.toRadians(degrees));
        graphics.scale(scale, scale);
    }

    void fill(Shape shape, Color colour) {
        graphics.setPaint(colour);
        graphics.fill(shape);
    }

    void line(Shape shape, Color colour, double width) {
        graphics.setPaint(colour);
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(shape);
    }

    /** The picture, with noise of that standard deviation, of 255. */
    BufferedImage noisy(double noise) {
        graphics.dispose();
        float[] some = new float[SOME];
        for (int i = 0; i < SOME; i++) {
            some[i] = (float) (noise * random.nextGaussian());
        }
        byte[] pixels = ((java.awt.image.DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < pixels.length; i++) {
            int value = Math.round((pixels[i] & FULL) + some[random.nextInt() >>> SHIFT]);
            pixels[i] = (byte) Math.max(0, Math.min(FULL, value));
        }
        return image;
    }

    static Color grey(double brightness) {
        float value = (float) StrictMath.max(0, StrictMath.min(1, brightness));
        return new Color(value, value, value);
    }

    /** Of that brightness, roughly, and some hue. */
    static Color tinted(double brightness, Random random) {
        return new Color(channel(brightness, random), channel(brightness, random), channel(brightness, random));
    }

    private static float channel(double brightness, Random random) {
        return (float) StrictMath.max(0, StrictMath.min(1, brightness + 0.12 * (random.nextDouble() - 0.5)));
    }

    /** Grey pixels, 0 to 255, each the mean of a square of the picture's. */
    static float[] reduced(BufferedImage image, int size) {
        int factor = image.getWidth() / size;
        float[] grey = new float[size * size];
        int[] row = new int[3 * image.getWidth()];
        for (int y = 0; y < size * factor; y++) {
            image.getRaster().getPixels(0, y, image.getWidth(), 1, row);
            for (int x = 0; x < size * factor; x++) {
                grey[y / factor * size + x / factor] += 0.299f * row[3 * x] + 0.587f * row[3 * x + 1] + 0.114f * row[3 * x + 2];
            }
        }
        for (int i = 0; i < grey.length; i++) {
            grey[i] = Math.round(grey[i] / (factor * factor));
        }
        return grey;
    }
}
