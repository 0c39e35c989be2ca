package io.bactrian.mqtt.client;

import java.util.List;

import org.jboss.logging.Logger;

/** Which publishes may go to the broker now, by what it has announced and by what it has ended connections for. On the event loop. */
final class PublishRules {
    private static final Logger LOG = Logger.getLogger(PublishRules.class);
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int PACKET_TOO_LARGE = 0x95;

    private final Quarantine quarantine = new Quarantine();
    private final MqttCounters counters;
    private ServerLimits limits = ServerLimits.NONE;
    private int refusedSize = Integer.MAX_VALUE;
    private Quarantine.Term refusedSizeTerm;

    PublishRules(MqttCounters counters) {
        this.counters = counters;
    }

    void limits(ServerLimits announced) {
        limits = announced;
    }

    ServerLimits limits() {
        return limits;
    }

    /** Why it may not go out; null where it may. */
    PublishRefusedException refusal(Publish publish, long now) {
        if (quarantine.holds(publish.topic, now) || quarantine.holds(publish.origin, now)) {
            return new PublishRefusedException(publish.topic,
                    "publishes like it have ended the connection to the broker; see whether its access control denies it",
                    NOT_AUTHORIZED);
        }
        String unfit = limits.refusal(publish);
        unfit = unfit == null ? tooLarge(publish, now) : unfit;
        return unfit == null ? null : new PublishRefusedException(publish.topic, unfit, PACKET_TOO_LARGE);
    }

    /** The broker ended the connection at a packet of this size or less, though it announces no such limit. */
    private String tooLarge(Publish publish, long now) {
        if (publish.size() < refusedSize) {
            return null;
        }
        if (!refusedSizeTerm.lasts(now)) {
            refusedSize = Integer.MAX_VALUE;
            return null;
        }
        return "some " + publish.size() + " bytes, and the broker ended the connection at a packet of " + refusedSize
                + " bytes";
    }

    /** Whether its topic or origin has ended connections before. */
    boolean suspects(Publish publish) {
        return quarantine.knows(publish.topic) || quarantine.knows(publish.origin);
    }

    /** The broker has taken it. */
    void accepted(Publish publish) {
        quarantine.remove(publish.topic);
        quarantine.remove(publish.origin);
    }

    /** The broker refused it with this reason code and ended the connection. */
    void refusedAtTheEnd(Publish publish, int reason, String why) {
        if (reason == PACKET_TOO_LARGE) {
            refusedSize = Math.min(refusedSize, publish.size());
            refusedSizeTerm = Quarantine.Term.after(refusedSizeTerm, System.nanoTime());
        } else {
            isolate(publish, why);
        }
    }

    /** It ended connections: all that are like it are refused for a time. */
    void isolate(Publish publish, String why) {
        long now = System.nanoTime();
        quarantine.add(publish.topic, now);
        if (publish.origin != null) {
            quarantine.add(publish.origin, now);
        }
        counters.isolated.increment();
        LOG.warnf("MQTT publishes to %s%s are refused for a while: the broker ended the connection at one of them (%s). "
                + "Its access control may deny the topic, or it does not take such a packet", publish.topic,
                publish.origin == null ? "" : ", and to what else " + publish.origin + " chooses,", why);
    }

    /** Some topics and origins that are refused. Any thread. */
    List<String> isolated() {
        return quarantine.names();
    }
}
