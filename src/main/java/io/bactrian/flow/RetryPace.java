package io.bactrian.flow;

/**
 * How long retries pause: shortly after a message's own failure; after one of the service twice as long each time, up to 15 s, but shortly
 * while others are answered. Any thread.
 */
final class RetryPace {
    private static final long OWN_MILLIS = 100;
    private static final long FIRST_MILLIS = 250;
    private static final long LAST_MILLIS = 15_000;

    private long pause;
    private long since;

    long own() {
        return OWN_MILLIS;
    }

    /** All that fail within the pause are one failure; {@code lastAnswer} is when some message was answered. */
    synchronized long service(long now, long lastAnswer) {
        if (pause == 0 || lastAnswer > since) {
            pause = FIRST_MILLIS;
            since = now;
        } else if (now - since >= pause * 1_000_000L) {
            pause = Math.min(LAST_MILLIS, pause * 2);
            since = now;
        }
        return pause;
    }
}
