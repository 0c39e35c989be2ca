package io.bactrian.activity;

/**
 * Which devices are asked for.
 *
 * @param search a part of the device's name, its model's or its label's, in small or large letters, or a state in full; empty for all
 * @param after  the name behind which they begin; empty for the first
 * @param limit  so many at most
 * @param points of each, so many of its last scores
 */
public record DeviceQuery(String search, String after, int limit, int points) {
    public static final int MOST_DEVICES = 1_000;
    public static final int MOST_POINTS = ScoreHistory.LENGTH;

    public DeviceQuery {
        if (limit < 1 || limit > MOST_DEVICES || points < 0 || points > MOST_POINTS) {
            throw new IllegalArgumentException("limit " + limit + ", points " + points + "; expected 1 to " + MOST_DEVICES
                    + ", and 0 to " + MOST_POINTS);
        }
    }

    /** Whether what is searched for is in that text; not in null. */
    boolean isPartOf(String text) {
        for (int i = 0; text != null && i <= text.length() - search.length(); i++) {
            if (text.regionMatches(true, i, search, 0, search.length())) {
                return true;
            }
        }
        return false;
    }
}
