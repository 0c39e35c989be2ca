package io.bactrian.spool;

/**
 * How many waiting records end the writer's wait for more. Fewer commits cost less; but producers wait for their completions, so that no
 * more records come than can be under way at once, and nobody says how many that are: a broker's limit may be 1, or none. It is seen:
 * while many are under way, three quarters of them are waited for; where a wait ends twice with equally many, and long after the last
 * of them came, no more than those are waited for, but for a try now and then. Not thread-safe.
 */
final class CommitPace {
    static final int MOST = 256;
    private static final int COMMITS_UNTIL_TRY = 64;

    private final int usual;
    private final long lingerMillis;
    private int enough;
    private boolean stalled;
    private int stalledBefore;
    private int untilTry;

    /** Begins with {@code usual}; a wait is as long as {@code lingerMillis} at most. */
    CommitPace(int usual, long lingerMillis) {
        this.usual = usual;
        this.lingerMillis = lingerMillis;
        this.enough = usual;
    }

    int enough() {
        return enough;
    }

    /** A wait is over, and the last of its {@code records} came {@code quietMillis} ago. */
    void taken(int records, long quietMillis) {
        stalled = records > 0 && records < enough && quietMillis * 2 >= lingerMillis;
    }

    /** What was taken is stored, and not completed yet: {@code underWay} has it and what has come since. */
    void committed(int underWay) {
        if (stalled) {
            if (underWay == stalledBefore) {
                enough = underWay;
                untilTry = COMMITS_UNTIL_TRY;
            }
            stalledBefore = underWay;
        } else if (underWay > enough) {
            enough = Math.max(usual, Math.min(MOST, underWay * 3 / 4));
            stalledBefore = 0;
        } else if (enough < usual && --untilTry <= 0) {
            enough = usual;
        }
    }
}
