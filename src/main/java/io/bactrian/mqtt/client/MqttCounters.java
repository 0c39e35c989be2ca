package io.bactrian.mqtt.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What one component has done since it was made, over all its connections. Every method may be called by any thread at any time. */
public final class MqttCounters {
    final LongAdder received = new LongAdder();
    final LongAdder redelivered = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder staleAcknowledgements = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder oversized = new LongAdder();
    final LongAdder isolated = new LongAdder();
    final LongAdder setAside = new LongAdder();
    final LongAdder published = new LongAdder();
    final LongAdder publishRefused = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    final AtomicInteger held = new AtomicInteger();

    public void countRetry() {
        retried.increment();
    }

    public void countDropped() {
        dropped.increment();
    }

    public void countSetAside() {
        setAside.increment();
    }

    public void addHeld(int more) {
        held.addAndGet(more);
    }

    /** Messages that arrived, redeliveries included. */
    public long received() {
        return received.sum();
    }

    /** Messages among them that the broker had sent before (DUP flag). */
    public long redelivered() {
        return redelivered.sum();
    }

    /** QoS 1 messages acknowledged after their exchange completed. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    /** Exchanges completed after their connection was lost: not acknowledged, so the broker sends the message again. */
    public long staleAcknowledgements() {
        return staleAcknowledgements.sum();
    }

    /** Times a message whose exchange failed was processed again. */
    public long retried() {
        return retried.sum();
    }

    /** QoS 0 messages dropped because too many waited. */
    public long dropped() {
        return dropped.sum();
    }

    /** Messages acknowledged without a route having seen them, because their properties or topic cannot be decoded. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** Messages now held because their exchange failed. */
    public int held() {
        return held.get();
    }

    /** Messages whose payload was too long, and of which only the first part was kept. */
    public long oversized() {
        return oversized.sum();
    }

    /** Publishes refused because the broker ended the connection at them, time and again. */
    public long isolated() {
        return isolated.sum();
    }

    /** Messages whose exchange failed, and that were handed on to be tried again later. */
    public long setAside() {
        return setAside.sum();
    }

    /** Publishes acknowledged by the broker (QoS 1 and 2) or sent (QoS 0). */
    public long published() {
        return published.sum();
    }

    /** Publishes refused by the broker, or here because too many waited. */
    public long publishRefused() {
        return publishRefused.sum();
    }

    /** Connections made after the first one of each session. */
    public long reconnects() {
        return reconnects.sum();
    }
}
