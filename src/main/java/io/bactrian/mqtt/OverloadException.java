package io.bactrian.mqtt;

/** A message that is not processed now, because older ones of its topic take too many places. */
public final class OverloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverloadException(String topic) {
        super("messages on " + topic
                + " older than two seconds take a quarter of the receive maximum or more: send fewer, or give the "
                + "model more threads", null, false, false);
    }
}
