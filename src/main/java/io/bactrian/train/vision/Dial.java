package io.bactrian.train.vision;

import java.awt.Color;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * An analogue gauge: a scale of 270° from the lower left over the top to the lower right, turned by up to 10°, with a needle. Style and
 * reading are drawn by lot.
 */
public final class Dial {
    /** How dials look: those a network is fitted on, and others. */
    public enum Style {
        /** Needles that are lines, tapered or of any outline; scales of 4, 5, 6, 10 or 12 parts; light and dark faces. */
        FITTED,
        /** Needles that are lozenges or arrows, scales of 7, 8 or 9 parts, a red zone at the end. */
        OTHER
    }

    private static final double SWEEP = 270;
    private static final double BEGIN = 225;
    private static final double MOST_TURN = 10;
    private static final int[] PARTS_FITTED = {4, 5, 6, 10, 12};
    private static final int[] PARTS_OTHER = {7, 8, 9};

    private final double reading;
    private final BufferedImage picture;

    /** @param size pixels a side */
    public Dial(long seed, Style style, int size) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L + style.ordinal());
        for (int i = 0; i < 8; i++) {
            random.nextInt();
        }
        reading = random.nextDouble();
        picture = draw(new Drawing(size, random), style, random);
    }

    /** From 0 to 1, of the full scale. */
    public double reading() {
        return reading;
    }

    public BufferedImage picture() {
        return picture;
    }

    private BufferedImage draw(Drawing drawing, Style style, Random random) {
        boolean isDark = random.nextInt(3) == 0;
        double face = isDark ? between(0.05, 0.3, random) : between(0.7, 1, random);
        double ink = isDark ? between(0.7, 1, random) : between(0, 0.3, random);
        drawing.background(Drawing.tinted(random.nextDouble(), random), Drawing.tinted(random.nextDouble(), random));
        drawing.place(between(-0.03, 0.03, random), between(-0.03, 0.03, random), between(-MOST_TURN, MOST_TURN, random),
                between(0.84, 0.98, random));
        drawing.fill(circle(1), Drawing.grey(random.nextDouble()));
        drawing.fill(circle(between(0.9, 0.96, random)), Drawing.tinted(face, random));
        Color marks = Drawing.tinted(ink, random);
        scale(drawing, style, marks, random);
        needle(drawing, style, random.nextBoolean() ? marks : needleColour(isDark, random), random);
        return drawing.noisy(between(0, 14, random));
    }

    private static Color needleColour(boolean isDark, Random random) {
        float hue = random.nextFloat();
        return isDark ? Color.getHSBColor(hue, 0.3f, 1) : Color.getHSBColor(hue, 0.9f, 0.4f);
    }

    private static void scale(Drawing drawing, Style style, Color colour, Random random) {
        double outer = between(0.78, 0.88, random);
        double length = between(0.1, 0.18, random);
        if (style == Style.OTHER && random.nextBoolean()) {
            drawing.line(arc(outer - 0.05, between(0.6, 0.8, random), 1), Color.getHSBColor(0, 0.7f, 0.8f), 0.08);
        } else if (style == Style.FITTED && random.nextInt(3) == 0) {
            double begin = random.nextDouble();
            drawing.line(arc(outer - between(0, 0.1, random), begin, between(begin, 1, random)),
                    Drawing.tinted(random.nextDouble(), random), between(0.04, 0.1, random));
        }
        if (random.nextBoolean()) {
            drawing.line(arc(outer, 0, 1), colour, between(0.015, 0.03, random));
        }
        if (random.nextInt(3) == 0) {
            drawing.line(circle(between(0.25, 0.6, random)), colour, 0.015);
        }
        int[] choices = style == Style.FITTED ? PARTS_FITTED : PARTS_OTHER;
        int parts = choices[random.nextInt(choices.length)];
        int minor = random.nextInt(3) == 0 ? 0 : 2 + random.nextInt(4);
        double width = between(0.025, 0.05, random);
        for (int i = 0; i <= parts; i++) {
            drawing.line(mark((double) i / parts, outer - length, outer), colour, width);
            for (int k = 1; k < minor && i < parts; k++) {
                drawing.line(mark((i + (double) k / minor) / parts, outer - length / 2, outer), colour, width / 2);
            }
        }
    }

    private void needle(Drawing drawing, Style style, Color colour, Random random) {
        double tip = between(0.55, 0.82, random);
        double width = between(0.025, 0.06, random);
        double tail = random.nextBoolean() ? between(0.1, 0.25, random) : 0;
        Path2D.Double needle = new Path2D.Double();
        if (style == Style.OTHER && random.nextBoolean()) {
            points(needle, -tail, 0, tip * 0.4, width * 1.2, tip, 0, tip * 0.4, -width * 1.2);
        } else if (style == Style.OTHER) {
            points(needle, 0, width * 0.5, tip * 0.8, width * 0.5, tip * 0.8, width * 1.5, tip, 0, tip * 0.8, -width * 1.5,
                    tip * 0.8, -width * 0.5, 0, -width * 0.5);
        } else if (random.nextInt(3) == 0) {
            outline(needle, tail, tip, width, random);
        } else if (random.nextBoolean()) {
            points(needle, -tail, width, tip, width * 0.2, tip, -width * 0.2, -tail, -width);
        } else {
            points(needle, -tail, width * 0.6, tip, width * 0.6, tip, -width * 0.6, -tail, -width * 0.6);
        }
        double angle = -StrictMath.toRadians(BEGIN - SWEEP * reading);
        needle.transform(new java.awt.geom.AffineTransform(StrictMath.cos(angle), StrictMath.sin(angle), -StrictMath.sin(angle),
                StrictMath.cos(angle), 0, 0));
        drawing.fill(needle, colour);
        drawing.fill(circle(between(0.05, 0.12, random)), colour);
    }

    /** Of a width that changes along the needle. */
    private static void outline(Path2D path, double tail, double tip, double width, Random random) {
        int stations = 6;
        double[] xy = new double[4 * stations];
        for (int i = 0; i < stations; i++) {
            double half = width * between(0.2, 1.7, random);
            double along = -tail + (tip + tail) * i / (stations - 1);
            xy[2 * i] = along;
            xy[2 * i + 1] = half;
            xy[xy.length - 2 - 2 * i] = along;
            xy[xy.length - 1 - 2 * i] = -half;
        }
        points(path, xy);
    }

    private static void points(Path2D path, double... xy) {
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
    }

    private static Line2D mark(double share, double from, double to) {
        double angle = -StrictMath.toRadians(BEGIN - SWEEP * share);
        return new Line2D.Double(from * StrictMath.cos(angle), from * StrictMath.sin(angle), to * StrictMath.cos(angle),
                to * StrictMath.sin(angle));
    }

    private static Arc2D arc(double radius, double from, double to) {
        return new Arc2D.Double(-radius, -radius, 2 * radius, 2 * radius, BEGIN - SWEEP * from, -SWEEP * (to - from),
                Arc2D.OPEN);
    }

    private static Ellipse2D circle(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    private static double between(double least, double most, Random random) {
        return least + (most - least) * random.nextDouble();
    }
}
