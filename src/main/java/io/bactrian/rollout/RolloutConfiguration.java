package io.bactrian.rollout;

import java.nio.file.Path;
import java.time.Duration;

import io.bactrian.text.Range;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** How a version comes into service: {@code bactrian.rollout.*}. */
public interface RolloutConfiguration {
    /** how a new version comes into service: {@code immediate}, {@code gated}, {@code manual} */
    @WithDefault("gated")
    Promote promote();

    /** share of the batches that a candidate sees, above 0 */
    @WithDefault("1.0")
    @Range(above = "0", most = "1.0")
    double shadowShare();

    /** The comparison that a candidate must pass; a version's manifest may ask for others. */
    Gate gate();

    /** share of the devices that a candidate answers before it is promoted; 0 for no such step. Not with {@code manual} */
    @WithDefault("0")
    @Range(least = "0.0", most = "1.0")
    double canaryShare();

    /** messages that it must have answered for them */
    @WithDefault("1000")
    @Range(least = "1", most = "1000000000")
    int canaryMessages();

    /** how long a promoted version is on probation, with the previous version at hand */
    @WithDefault("10m")
    Duration probation();

    /** messages that a version on probation may fail on; an answer that is not finite always rolls it back */
    @WithName("probation.errors")
    @WithDefault("0")
    @Range(least = "0", most = "1000000000")
    long probationErrors();

    /** how many times the previous version's time per message it may take, like compared with like; the same for a canary */
    @WithName("probation.latency-ratio")
    @WithDefault("5.0")
    @Range(above = "0", most = "1000")
    double probationLatencyRatio();

    /** the folder of the rollout state, which is kept over a restart. Keep it where the spool is */
    @WithDefault("rollout")
    Path dir();

    interface Gate {
        /** the gate: messages to compare at least; a version's manifest may set other values, here and in the next two */
        @WithDefault("1000")
        @Range(least = "1", most = "1000000000")
        int messages();

        /** least share of messages on which both versions must agree */
        @WithDefault("0.95")
        @Range(least = "0.0", most = "1.0")
        double agreement();

        /** how many times the serving version's time a candidate may take */
        @WithDefault("3.0")
        @Range(above = "0", most = "1000")
        double latencyRatio();
    }
}
