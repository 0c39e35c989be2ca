package io.bactrian.picture;

/**
 * Scales one direction of a picture with a triangle filter that is widened where it is reduced (bilinear with antialiasing, as Pillow and
 * torchvision have it): output pixel i is the rounded sum of {@code weights[i][k] × input[begin[i] + k]}, weights of 22 bits.
 */
final class Resampling {
    private static final int PRECISION = 22;
    private static final int HALF = 1 << PRECISION - 1;

    private final int[] begin;
    private final int[][] weights;

    /**
     * @param from   pixels there are
     * @param to     pixels that these become
     * @param first  the first of those that is wanted
     * @param wanted how many are
     */
    Resampling(int from, int to, int first, int wanted) {
        begin = new int[wanted];
        weights = new int[wanted][];
        double scale = (double) from / to;
        double reach = Math.max(1, scale);
        for (int i = 0; i < wanted; i++) {
            double centre = (first + i + 0.5) * scale;
            begin[i] = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.min(from, (int) (centre + reach + 0.5));
            weights[i] = weights(begin[i], end, centre, reach);
        }
    }

    private static int[] weights(int begin, int end, double centre, double reach) {
        double[] exact = new double[end - begin];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            exact[k] = Math.max(0, 1 - Math.abs((begin + k - centre + 0.5) / reach));
            sum += exact[k];
        }
        int[] rounded = new int[exact.length];
        for (int k = 0; k < exact.length; k++) {
            rounded[k] = (int) (0.5 + exact[k] / sum * (1 << PRECISION));
        }
        return rounded;
    }

    /** The first input pixel that is used. */
    int first() {
        return begin[0];
    }

    /** Behind the last input pixel that is used. */
    int end() {
        int last = begin.length - 1;
        return begin[last] + weights[last].length;
    }

    /**
     * Scales lines side by side.
     *
     * @param in     where input pixel p of line l is: {@code p × step + l}, p counted from {@code skipped} on
     * @param lines  how many
     * @param into   where output pixel i of line l goes: {@code offset + i × step + l}
     */
    void apply(byte[] in, int skipped, int step, int lines, byte[] into, int offset) {
        for (int i = 0; i < begin.length; i++) {
            int[] own = weights[i];
            int base = (begin[i] - skipped) * step;
            for (int line = 0; line < lines; line++) {
                int sum = HALF;
                for (int k = 0; k < own.length; k++) {
                    sum += (in[base + k * step + line] & 0xff) * own[k];
                }
                into[offset + i * step + line] = (byte) Math.min(255, sum >> PRECISION);
            }
        }
    }
}
