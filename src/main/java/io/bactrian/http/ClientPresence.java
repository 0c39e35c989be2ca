package io.bactrian.http;

import java.util.function.BooleanSupplier;

import org.apache.camel.Exchange;

/** Whether the client of a request still waits for its answer: a property of the exchange. Any thread. */
public final class ClientPresence implements BooleanSupplier {
    private static final String PROPERTY = "bactrian.client";

    private volatile boolean gone;
    private volatile Runnable listener = () -> {
    };

    /** It is the client that sent what the exchange brings. */
    public void attach(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** Whether the exchange's client has gone; false where it has none. */
    static BooleanSupplier isGone(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof ClientPresence client ? client : () -> false;
    }

    /** It does not wait any more: its connection has ended, or it has cancelled the request. */
    public void left() {
        gone = true;
        listener.run();
    }

    /** @param listener called when the client does not wait any more, each time that it is noticed */
    public void onLeft(Runnable listener) {
        this.listener = listener;
    }

    /** Whether it does not wait any more. */
    @Override
    public boolean getAsBoolean() {
        return gone;
    }
}
