package io.bactrian.learn;

/**
 * A message's chance, drawn from its content, so that a message delivered twice is decided alike: FNV-1a over device, id and
 * values (Fowler, Noll, Vo), mixed by the finalizer of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", OOPSLA 2014).
 */
final class Draw {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long LANE = 0x9e3779b97f4a7c15L;
    private static final int MOST_VALUES = 32;

    private Draw() {
    }

    /** @param values the last of them count; null for none */
    static long of(String device, String id, double[] values) {
        long hash = add(add(FNV_BASIS, device), id);
        for (int i = values == null ? 0 : Math.max(0, values.length - MOST_VALUES); values != null && i < values.length; i++) {
            hash = mix(hash ^ Double.doubleToRawLongBits(values[i]));
        }
        return mix(hash);
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return (sum ^ 0xffff) * FNV_PRIME;
    }

    /** A number from 0 to 1, 1 not included; another for each lane. */
    static double uniform(long draw, int lane) {
        return (mix(draw + lane * LANE) >>> 11) * 0x1p-53;
    }

    private static long mix(long bits) {
        long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
