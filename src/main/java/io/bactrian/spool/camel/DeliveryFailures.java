package io.bactrian.spool.camel;

/** Judges why a destination did not take a record. Any thread; must not block. */
public interface DeliveryFailures {
    /** No failure is the record's own. */
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

    /** Whether the destination refuses this record and not others, because it is too large for instance. It is then sent alone. */
    boolean refused(Throwable failure);

    /** Whether a refusal will be the same at the next try, so that the record is given up at once; otherwise it is tried alone a few times. */
    default boolean isFinal(Throwable refusal) {
        return false;
    }

    /** The reason, with its remedy where one is known; the same text for the same cause. */
    String describe(Throwable failure);
}
