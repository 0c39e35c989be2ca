package io.bactrian.cloud.deploy;

import java.time.Instant;

/**
 * A line of a deployment's history.
 *
 * @param event  one word or two, such as {@code announced}, {@code stopped}
 * @param by     who asked for it
 * @param reason in a sentence; null where the event says it all
 */
public record DeploymentEvent(Instant at, String event, String by, String reason) {
}
