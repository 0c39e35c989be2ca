package io.bactrian.follow;

/**
 * One moment on a message's way.
 *
 * @param name    what happened: {@code decoded}, {@code stored}
 * @param nanos   since the message arrived
 * @param thread  on which it happened
 * @param details a JSON object
 */
public record TrailStep(String name, long nanos, String thread, String details) {
    private static final int OVERHEAD = 128;

    /** What it takes of the memory, about. */
    int bytes() {
        return OVERHEAD + details.length();
    }
}
