package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** What the cloud <a href="learning.md#in-the-cloud-what-is-collected">collects</a>: {@code bactrian.cloud.data.*}. */
interface DataConfiguration {
    /** after how long a day's files are deleted; whole days. Labels go when they are as old and are of no sample that is there */
    @WithDefault("30d")
    @Range(least = "1d", most = "36500d")
    Duration maxAge();

    /** what files and index may take on the disk; beyond it the oldest files go of the model that takes most */
    @WithDefault("10G")
    @Range(least = "16M")
    MemorySize maxBytes();

    /** what must stay free on the disk; with less, nothing is collected, and Kafka keeps it */
    @WithDefault("256M")
    @Range(least = "0")
    MemorySize minFree();

    /** models of which there may be data; records of others are kept apart as unreadable */
    @WithDefault("1000")
    @Range(least = "1", most = "100000")
    int maxModels();

    /** labels that may be there, of messages and of ranges of time; more are refused */
    @WithDefault("10000000")
    @Range(least = "1")
    long maxLabels();

    /** whose labels go first where several say something of a message, the most trusted first, with commas; of all others the latest counts */
    Optional<String> trust();

    /** Kafka topic of labels */
    @WithDefault("bactrian.labels")
    String labelsTopic();

    /** Kafka's name for those who collect together; up to where they have read is in the data set */
    @WithDefault("bactrian-cloud")
    String group();
}
