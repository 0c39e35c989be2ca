package io.bactrian.train.vision;

/**
 * A square picture along rings around its centre: row r is a ring, from the inside out, column a the angle from the bottom on, clockwise.
 * Between pixels it is bilinear.
 */
public final class Rings {
    private static final double INNERMOST = 0.16;
    private static final double OUTERMOST = 0.92;

    private final int size;
    private final int rings;
    private final int angles;

    Rings(int size, int rings, int angles) {
        this.size = size;
        this.rings = rings;
        this.angles = angles;
    }

    public int rings() {
        return rings;
    }

    public int angles() {
        return angles;
    }

    /** Where each place is, as x and y from -1 to 1, the centres of the outermost pixels: {@code [rings, angles, 2]}, flat. */
    public float[] grid() {
        float[] grid = new float[rings * angles * 2];
        for (int i = 0; i < rings * angles; i++) {
            double radius = INNERMOST + (OUTERMOST - INNERMOST) * (i / angles) / (rings - 1);
            double angle = 2 * StrictMath.PI * (i % angles) / angles;
            grid[2 * i] = (float) (-radius * StrictMath.sin(angle));
            grid[2 * i + 1] = (float) (radius * StrictMath.cos(angle));
        }
        return grid;
    }

    float[] of(float[] picture) {
        float[] grid = grid();
        float[] values = new float[rings * angles];
        for (int i = 0; i < values.length; i++) {
            float x = (grid[2 * i] + 1) / 2 * (size - 1);
            float y = (grid[2 * i + 1] + 1) / 2 * (size - 1);
            int left = (int) x;
            int top = (int) y;
            float across = x - left;
            float down = y - top;
            int at = top * size + left;
            values[i] = (picture[at] * (1 - across) + picture[at + 1] * across) * (1 - down)
                    + (picture[at + size] * (1 - across) + picture[at + size + 1] * across) * down;
        }
        return values;
    }
}
