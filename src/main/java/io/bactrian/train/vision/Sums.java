package io.bactrian.train.vision;

/** Sums over stretches of arrays, always in the same order. */
final class Sums {
    private Sums() {
    }

    /** The sum of the products of two stretches. */
    static float product(float[] one, int from, float[] other, int otherFrom, int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += one[from + i] * other[otherFrom + i];
            b += one[from + i + 1] * other[otherFrom + i + 1];
            c += one[from + i + 2] * other[otherFrom + i + 2];
            d += one[from + i + 3] * other[otherFrom + i + 3];
        }
        for (; i < count; i++) {
            a += one[from + i] * other[otherFrom + i];
        }
        return a + b + (c + d);
    }

    /** Adds a multiple of one stretch to another. */
    static void add(float factor, float[] what, int from, float[] to, int toFrom, int count) {
        if (factor == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            to[toFrom + i] += factor * what[from + i];
        }
    }
}
