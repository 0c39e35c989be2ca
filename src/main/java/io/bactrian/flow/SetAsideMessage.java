package io.bactrian.flow;

import io.bactrian.flow.ProcessClock.Moment;

/**
 * A message that failed, as it waits on disk to be tried again: the MQTT message, and what became of it so far.
 *
 * @param topic        it was published on
 * @param payload      its bytes, or the first of them where it was too long; not copied
 * @param length       bytes of the whole payload
 * @param qos          it was delivered with
 * @param packetId     its MQTT packet identifier, which its derived id is made of
 * @param properties   its MQTT 5 properties, as on the wire; null for none
 * @param arrival      when it was read from the wire
 * @param firstFailure when it was set aside
 * @param lastTry      when it failed last
 * @param tries        those that count against it
 * @param error        why it failed last
 * @param over         it is not tried again, whatever it has left; never so on disk
 */
record SetAsideMessage(String topic, byte[] payload, int length, int qos, int packetId, byte[] properties, Moment arrival,
        Moment firstFailure,
        Moment lastTry, int tries, String error, boolean over) {
    private static final int MOST_ERROR = 500;

    SetAsideMessage {
        error = error.length() > MOST_ERROR ? error.substring(0, MOST_ERROR) : error;
    }

    SetAsideMessage failedAgain(Moment when, boolean counts, String why) {
        return new SetAsideMessage(topic, payload, length, qos, packetId, properties, arrival, firstFailure, when,
                tries + (counts ? 1 : 0), why,
                false);
    }

    SetAsideMessage over(String why) {
        return new SetAsideMessage(topic, payload, length, qos, packetId, properties, arrival, firstFailure, lastTry, tries,
                why + error, true);
    }
}
