package io.bactrian.spool;

/** What a spool asks about a record that was not taken where it was sent. Any thread; must not block. */
public interface DeliveryFailures {
    /** Takes no failure for the record's own. */
    DeliveryFailures NONE = new DeliveryFailures() {
        @Override
        public boolean refused(Throwable failure) {
            return false;
        }

        @Override
        public String describe(Throwable failure) {
            return failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
    };

    /** Whether this record is refused and others are not: it is too large, say. It is then tried alone, a few times. */
    boolean refused(Throwable failure);

    /** The reason, with its remedy where one is known; the same text for the same cause. */
    String describe(Throwable failure);
}
