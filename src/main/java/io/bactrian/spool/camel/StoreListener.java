package io.bactrian.spool.camel;

import org.apache.camel.Exchange;

/** Is shown what becomes of records. On the spool's threads: must be quick, and not throw. */
@FunctionalInterface
public interface StoreListener {
    StoreListener NONE = (exchange, spool, row) -> {
    };

    /**
     * A record is on the disk, and its exchange is about to go on.
     *
     * @param row of the spool's file that has the record, with others perhaps
     */
    void stored(Exchange exchange, String spool, long row);

    /**
     * A batch was sent, or is tried again, before anything that was stored behind it.
     *
     * @param failure why it was not taken; null where it was
     */
    default void sent(String spool, String failure) {
    }
}
