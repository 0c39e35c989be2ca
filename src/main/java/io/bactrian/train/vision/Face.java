package io.bactrian.train.vision;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.QuadCurve2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;

/** A drawn face with one of four expressions. Its looks are drawn by lot. */
public final class Face {
    /** The expressions by the numbers that a network gives. */
    public static final List<String> EXPRESSIONS = List.of("neutral", "happy", "sad", "surprised");
    private static final int HAPPY = 1;
    private static final int SAD = 2;
    private static final int SURPRISED = 3;

    private final int expression;
    private final BufferedImage picture;

    /** @param size pixels a side */
    public Face(long seed, int size) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < 8; i++) {
            random.nextInt();
        }
        expression = random.nextInt(EXPRESSIONS.size());
        picture = draw(new Drawing(size, random), random);
    }

    /** Its place in {@link #EXPRESSIONS}. */
    public int expression() {
        return expression;
    }

    public BufferedImage picture() {
        return picture;
    }

    private BufferedImage draw(Drawing drawing, Random random) {
        drawing.background(Drawing.tinted(random.nextDouble(), random), Drawing.tinted(random.nextDouble(), random));
        drawing.place(between(-0.08, 0.08, random), between(-0.08, 0.08, random), between(-12, 12, random),
                between(0.7, 0.92, random));
        double skin = between(0.35, 0.95, random);
        Color line = Drawing.grey(skin > 0.6 ? between(0, 0.3, random) : between(0, 0.12, random));
        double stroke = between(0.04, 0.08, random);
        double wide = between(0.75, 0.95, random);
        if (random.nextBoolean()) {
            drawing.fill(oval(0, -0.15, wide + 0.08, 1), Drawing.tinted(random.nextDouble() * 0.6, random));
        }
        drawing.fill(oval(0, 0, wide, 0.98), Drawing.tinted(skin, random));
        double apart = between(0.28, 0.4, random);
        eyes(drawing, line, stroke, apart, random);
        if (random.nextBoolean()) {
            drawing.line(new Line2D.Double(0, -0.05, between(-0.08, 0.08, random), 0.18), line, stroke * 0.7);
        }
        mouth(drawing, line, stroke, random);
        return drawing.noisy(between(0, 14, random));
    }

    private void eyes(Drawing drawing, Color line, double stroke, double apart, Random random) {
        double size = between(0.07, 0.11, random) * (expression == SURPRISED ? between(1.5, 1.9, random) : 1);
        double tilt = expression == SAD ? between(0.06, 0.14, random) : between(-0.02, 0.02, random);
        double brow = -0.47 - size * 0.6 - (expression == SURPRISED ? between(0.06, 0.14, random) : 0);
        for (int side = -1; side <= 1; side += 2) {
            double x = side * apart;
            if (random.nextInt(4) > 0) {
                drawing.fill(oval(x, -0.25, size * 1.5, size * 1.2), Color.WHITE);
            }
            drawing.fill(oval(x + between(-0.02, 0.02, random), -0.25, size * 0.8, size), line);
            drawing.line(new Line2D.Double(x - side * 0.16, brow - tilt, x + side * 0.16, brow + tilt), line, stroke);
        }
    }

    private void mouth(Drawing drawing, Color line, double stroke, Random random) {
        double half = between(0.26, 0.42, random);
        double y = between(0.42, 0.52, random);
        double bend = switch (expression) {
            case HAPPY -> between(0.2, 0.4, random);
            case SAD -> -between(0.2, 0.4, random);
            default -> between(-0.04, 0.04, random);
        };
        if (expression == SURPRISED) {
            double open = between(0.14, 0.24, random);
            if (random.nextBoolean()) {
                drawing.fill(oval(0, y, open * 0.85, open), line);
            } else {
                drawing.line(oval(0, y, open * 0.85, open), line, stroke);
            }
            return;
        }
        QuadCurve2D curve = new QuadCurve2D.Double(-half, y - bend / 2, 0, y + bend, half, y - bend / 2);
        if (expression == HAPPY && random.nextInt(3) == 0) {
            drawing.fill(curve, line);
        }
        drawing.line(curve, line, stroke);
    }

    private static Ellipse2D oval(double x, double y, double halfWidth, double halfHeight) {
        return new Ellipse2D.Double(x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight);
    }

    private static double between(double least, double most, Random random) {
        return least + (most - least) * random.nextDouble();
    }
}
