package io.bactrian.mqtt.client;

/**
 * The packet size at which the broker ended the connection, though it announces no such limit: packets as large are not sent to it for a
 * {@link Term}. On the event loop.
 */
final class RefusedSizes {
    private int least = Integer.MAX_VALUE;
    private Term term;

    void refused(Publish publish) {
        least = Math.min(least, publish.size());
        term = Term.after(term, System.nanoTime());
    }

    /** Why the broker would not take it; null where it may. */
    String refusal(Publish publish, long now) {
        if (publish.size() < least) {
            return null;
        }
        if (!term.lasts(now)) {
            least = Integer.MAX_VALUE;
            return null;
        }
        return "some " + publish.size() + " bytes, and the broker ended the connection at a packet of " + least + " bytes";
    }
}
