package io.bactrian.mqtt.client;

import java.time.Instant;
import java.util.List;

/**
 * One session at one moment.
 *
 * @param url of the broker
 * @param clientId the session
 * @param connected whether the broker has accepted the connection
 * @param since when {@code connected} last changed
 * @param subscribed whether the broker has granted every subscription; true when there is none
 * @param lastError why the connection is down or a subscription refused; null when there is none
 * @param lastFailure why an exchange failed last; null once none is held
 * @param waiting publishes that wait for room or for the connection
 * @param inFlight publishes sent and not yet acknowledged
 * @param unclaimed messages that no route has taken: the session holds a subscription that no route wants any more
 * @param unacknowledged messages that have arrived and are not acknowledged yet
 * @param stalled why nothing has gone on for a while; null when it does
 * @param isolated some topics, and origins of publishes, that ended connections and are refused for a time
 */
public record MqttStatus(String url, String clientId, boolean connected, Instant since, boolean subscribed, String lastError,
        String lastFailure, int waiting, int inFlight, int unclaimed, int unacknowledged, String stalled,
        List<String> isolated) {

    /** Whether devices can be answered over it. */
    public boolean isReady() {
        return connected && subscribed && stalled == null;
    }
}
