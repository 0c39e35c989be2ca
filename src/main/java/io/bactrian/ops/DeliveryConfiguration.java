package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** {@code bactrian.delivery.*}. */
interface DeliveryConfiguration {
    /**
     * where orders for versions of models come from: {@code none}; {@code kubernetes}: <a href="kubernetes.md#models-from-the-cluster">ConfigMaps</a>;
     * {@code announcements}: what the <a href="learning.md#announcing">cloud</a> announces over Kafka; {@code kubernetes,announcements}: both
     */
    @WithDefault("none")
    DeliverySource source();

    /** the namespace of the ConfigMaps, the pod's own; required with the source {@code kubernetes} */
    Optional<String> namespace();

    /** the time between two polls, and up to a fifth more; 1s or more. Files that ConfigMaps hold come with each poll */
    @WithDefault("30s")
    @Range(least = "1s")
    Duration interval();

    /** the folder of delivered versions, beside what is on its way and the last known orders; a local disk, one process. Keep it where the spool is */
    @WithDefault("delivery")
    Path dir();

    /** the folder below which the archives lie that orders name by {@code file}. Without it, such orders are rejected */
    Optional<Path> volume();

    /** the most that an archive may have, and the most that it may hold once unpacked */
    @WithDefault("1G")
    @Range(least = "1")
    MemorySize maxBytes();

    /** the most that delivered versions, and what is on its way, may take on the disk */
    @WithDefault("4G")
    @Range(least = "1")
    MemorySize capacity();

    /** what must stay free on the disk */
    @WithDefault("256M")
    @Range(least = "0")
    MemorySize minFree();

    /** versions of a model that are kept though no order names them and nothing needs them */
    @WithDefault("2")
    @Range(least = "0", most = "1000")
    int keep();

    /** archives that are fetched at a time */
    @WithDefault("2")
    @Range(least = "1", most = "16")
    int parallel();

    /** how long a server may send nothing; 1s or more */
    @WithDefault("30s")
    @Range(least = "1s")
    Duration timeout();

    /** how long a fetch goes on while others wait for their turn; 1s or more */
    @WithDefault("1m")
    @Range(least = "1s")
    Duration turn();

    /** the pause after an order's first failure; it doubles with each, up to {@code retry-most}; 100ms or more */
    @WithDefault("5s")
    @Range(least = "100ms")
    Duration retry();

    /** the longest pause between two tries of an order; 1s or more */
    @WithDefault("10m")
    @Range(least = "1s")
    Duration retryMost();

    /** certificates (PEM) of the authorities that sign those of the servers. Without it, the JVM's own */
    Optional<Path> ca();

    /** a PEM file with public Ed25519 keys, or a folder of files {@code *.pem}, read again when they change: an announced archive needs a signature of one of them. Without it, none needs one */
    Optional<Path> keys();

    /** labels of this node that announcements select by: {@code zone=north,line=2} */
    Optional<String> labels();

    /** Kafka's group of this node, for others to see how far it has read; without it, {@code bactrian-} and the node's name */
    Optional<String> group();

    /** Kafka topic of the announcements, compacted; of the edge and of the cloud */
    @WithDefault("bactrian.models")
    String announcementsTopic();

    /** Kafka topic of what becomes of announced versions; of the edge and of the cloud */
    @WithDefault("bactrian.rollouts")
    String reportsTopic();

    /** a file with the <a href="kubernetes.md#credentials">credentials</a> for servers, by host, read again for each fetch. Without it, none are sent */
    Optional<Path> credentials();

    /** the time after which a tag or an alias that an order names is resolved again, and up to a fifth more; 1s or more */
    @WithDefault("5m")
    @Range(least = "1s")
    Duration lookInterval();

    /** the server of object storage for orders by {@code s3:}, {@code https://HOST}. Without it, such orders are rejected */
    Optional<String> s3Endpoint();

    /** the region that requests to object storage are signed for */
    @WithDefault("us-east-1")
    String s3Region();

    /** the namespace in which this node may write a ConfigMap with the states of its orders. Without it, none is written */
    Optional<String> statusNamespace();
}
