package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;

/** {@code bactrian.cloud.deployment.*}. */
interface DeploymentConfiguration {
    /** where edges reach this service: {@code https://HOST:PORT}; archives are fetched below it. Without it, the loopback address it listens on; required where it listens on another */
    Optional<String> url();

    /** nodes that may refuse a version or roll it back before its deployment stops */
    @WithDefault("3")
    @Range(least = "1")
    int maxFailures();

    /** how often all that is announced is announced again, for a Kafka that has lost it */
    @WithDefault("1h")
    @Range(least = "1m")
    Duration repeat();

    /** Kafka's group of those who read reports */
    @WithDefault("bactrian-cloud-deployments")
    String group();
}
