package io.bactrian.kit;

/** What is known of one message id; guarded by its device's page. */
final class LedgerEntry {
    /** What is known of a device: the newest numbers seen on either side. */
    static final class Page {
        final String device;
        long answersOutOfOrder;
        long samplesOutOfOrder;
        private long lastAnswered = -1;
        private long lastSampled = -1;

        Page(String device) {
            this.device = device;
        }
    }

    final Page page;
    final long number;
    final long sentNanos;
    int answers;
    int samples;
    int deadLetters;

    LedgerEntry(Page page, long number, long sentNanos) {
        this.page = page;
        this.number = number;
        this.sentNanos = sentNanos;
    }

    /** Notes an answer. Returns whether it was the first. */
    boolean answer() {
        synchronized (page) {
            if (answers++ > 0) {
                return false;
            }
            page.answersOutOfOrder += number < page.lastAnswered ? 1 : 0;
            page.lastAnswered = Math.max(number, page.lastAnswered);
            return true;
        }
    }

    void sample() {
        synchronized (page) {
            if (samples++ == 0) {
                page.samplesOutOfOrder += number < page.lastSampled ? 1 : 0;
                page.lastSampled = Math.max(number, page.lastSampled);
            }
        }
    }

    void deadLetter() {
        synchronized (page) {
            deadLetters++;
        }
    }
}
