package io.bactrian.enrich;

/**
 * What a device's values of one channel are said to be. A value that is not so is marked, and used all the same.
 *
 * @param unit    the physical unit, or null
 * @param whole   whether only whole numbers are expected
 * @param minimum the least value; null for none
 * @param maximum the largest; null for none
 */
public record ValueRange(String unit, boolean whole, Double minimum, Double maximum) {
    public ValueRange {
        if (minimum != null && maximum != null && !(minimum <= maximum)) {
            throw new IllegalArgumentException("minimum " + minimum + " is above maximum " + maximum);
        }
    }

    boolean holds(double value) {
        return (minimum == null || value >= minimum) && (maximum == null || value <= maximum)
                && (!whole || value == Math.rint(value));
    }
}
