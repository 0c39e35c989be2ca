package io.bactrian.flow;

import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

import io.bactrian.follow.Followers;
import io.bactrian.follow.Trail;
import io.bactrian.follow.Trail.State;
import io.bactrian.model.RunListener;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Envelope;
import io.bactrian.telemetry.Telemetry;
import io.bactrian.telemetry.TelemetryCodec;

/**
 * Where messages that somebody follows leave their trails. Where nobody is followed, a message costs a read of a volatile at
 * {@link #decode}, {@link #runs} and {@link #stored}, and at the steps of {@link TrailNotes} a look at its own context. Any thread; nothing waits.
 */
@Singleton
public final class MessageTrails {
    private static final String EXCHANGE = "bactrian.trail";
    private static final String RECORD_ID = "ce_id";
    private static final String NOTHING = "{}";

    private final Followers followers;

    MessageTrails(Followers followers) {
        this.followers = followers;
    }

    /** Reads the message; its trail begins here, or goes on where it was tried before. */
    Telemetry decode(Exchange exchange, MessageContext context, TelemetryCodec codec) {
        return followers.idle() ? codec.decode(context.envelope()) : decodeFollowed(exchange, context, codec);
    }

    private Telemetry decodeFollowed(Exchange exchange, MessageContext context, TelemetryCodec codec) {
        followers.endOver();
        Envelope envelope = context.envelope();
        if (!resume(exchange, context)) {
            Trail sent = exchange.getProperty(EXCHANGE, Trail.class);
            begin(exchange, context, sent != null ? sent : followers.ofDevice(envelope.device(), envelope.arrival()));
        }
        try {
            Telemetry telemetry = codec.decode(envelope);
            identified(exchange, context, telemetry == null ? null : telemetry.id());
            if (context.trail() != null) {
                context.trail().add("decoded", TrailDetails.decoded(telemetry));
            }
            return telemetry;
        } catch (BadInput e) {
            identified(exchange, context, e.id());
            throw e;
        }
    }

    private void identified(Exchange exchange, MessageContext context, String id) {
        if (id != null && context.trail() == null) {
            begin(exchange, context, followers.ofMessage(id, context.envelope().device(), context.envelope().arrival()));
        }
        if (id != null && context.trail() != null) {
            context.trail().named(id);
        }
    }

    private static void begin(Exchange exchange, MessageContext context, Trail trail) {
        if (trail != null) {
            trail.addAt(context.envelope().arrival(), "received", TrailDetails.received(context.envelope()));
            carry(exchange, context, trail);
        }
    }

    /** Whether the message has a trail from before. */
    boolean resume(Exchange exchange, MessageContext context) {
        Envelope envelope = context.envelope();
        Trail trail = envelope.redelivered() ? followers.find(envelope.device(), envelope.arrival()) : null;
        if (trail != null) {
            trail.add("again", NOTHING);
            carry(exchange, context, trail);
        }
        return trail != null;
    }

    private static void carry(Exchange exchange, MessageContext context, Trail trail) {
        context.follow(trail);
        trail.begun();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                Throwable caught = done.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
                if (caught != null && trail.state() == State.UNDER_WAY) {
                    trail.add("failed", State.FAILED, TrailDetails.reason(caught));
                } else if (trail.state() != State.SET_ASIDE) {
                    trail.add("ended", NOTHING);
                }
                trail.ended();
            }

            @Override
            public void onFailure(Exchange failed) {
                trail.add("failed", State.FAILED, TrailDetails.reason(failed.getException()));
                trail.ended();
            }
        });
    }

    /** A trail of a message that is about to be sent with this exchange; it is open until that ends. */
    void begin(Exchange exchange, String device) {
        Trail trail = followers.begin(device);
        trail.begun();
        exchange.setProperty(EXCHANGE, trail);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                trail.ended();
            }
        });
    }

    /** What the response says to who has sent the message in place of its device; null where the device itself has. */
    static byte[] sent(Exchange exchange, MessageContext context, int status) {
        return context.trail() == null || exchange.getProperty(EXCHANGE) == null
                ? null
                : FollowJson.sent(context.trail(), status, context.response());
    }

    /** Who is shown the run of a message; null where nobody follows it. */
    public RunListener runs(Exchange exchange) {
        if (followers.idle()) {
            return null;
        }
        MessageContext context = MessageContext.find(exchange);
        Trail trail = context == null ? null : context.trail();
        return trail == null
                ? null
                : (version, together, waited, ran) -> trail.add("ran",
                        TrailDetails.ran(trail.device(), version, together, waited, ran));
    }

    /** A record is on the disk. */
    public void stored(Exchange exchange, String spool, long row) {
        if (!followers.awaitsNoRecord() && exchange.getMessage().getHeader(RECORD_ID) instanceof String id) {
            followers.stored(id, spool, TrailDetails.stored(spool, row));
        }
    }

    /** The oldest records of a spool were taken, or, with a reason, were not: then those behind them wait. */
    public void sent(String spool, String failure) {
        followers.sent(spool, failure == null ? null : TrailDetails.text("reason", failure));
    }

    /** Whether nobody waits to be told what becomes of a record; one read. */
    public boolean awaitsNoRecord() {
        return followers.awaitsNoRecord();
    }

    /** Kafka has the record of that id. */
    public void delivered(String recordId, String topic, int partition, long offset) {
        followers.delivered(recordId, TrailDetails.delivered(topic, partition, offset));
    }

    /** Kafka did not take the record of that id; it is tried again, or given up. */
    public void notDelivered(String recordId, String reason) {
        followers.notDelivered(recordId, TrailDetails.text("reason", reason));
    }

    /** The message is set aside, to be tried again. */
    void setAside(String device, long arrival, String reason) {
        Trail trail = followers.find(device, arrival);
        if (trail != null) {
            trail.setAside(TrailDetails.text("reason", reason));
        }
    }
}
