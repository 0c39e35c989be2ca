package io.bactrian.ops;

import org.apache.camel.Exchange;

import io.bactrian.flow.MessageTrails;
import io.bactrian.spool.camel.StoreListener;

/** Tells the trails of messages that somebody follows what becomes of their records. */
record FollowedSpools(MessageTrails trails) implements StoreListener {
    @Override
    public void stored(Exchange exchange, String spool, long row) {
        trails.stored(exchange, spool, row);
    }

    @Override
    public void sent(String spool, String failure) {
        trails.sent(spool, failure);
    }
}
