package io.bactrian.bench;

import java.time.Duration;
import java.util.Map;

/**
 * One measured stretch of load.
 *
 * @param cpu    microseconds a message, by process, until Kafka has every sample
 * @param behind how long Kafka took to have every sample after the last answer
 */
record Stretch(Phase phase, Map<String, Double> cpu, Duration behind) {
}
