package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

import io.bactrian.rollout.RolloutConfiguration;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.text.Range;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/**
 * All keys of the application, with their defaults; the table of docs/operations.md is made from the comments. Read by {@link ConfigurationReader}.
 * A {@link Literal} is taken literally, and may also be the content of the file that {@code KEY-file} names.
 */
@ConfigMapping(prefix = "bactrian")
interface Configuration {
    /** what this process does: {@code edge} answers devices, {@code cloud} <a href="learning.md#in-the-cloud">learns from what edges send</a> */
    @WithDefault("edge")
    Role role();

    /** The broker. */
    MqttConfiguration mqtt();

    /** Telemetry. */
    Telemetry telemetry();

    /** Pictures. */
    Pictures pictures();

    /** Devices. */
    Devices devices();

    /** Devices from Kubernetes. */
    KubernetesConfiguration kubernetes();

    /** Device twins of KubeEdge. */
    TwinsConfiguration twins();

    /** Home Assistant. */
    HomeAssistantConfiguration homeAssistant();

    /** Detector for mappers of KubeEdge. */
    DetectorConfiguration detector();

    /** Models. */
    Models models();

    /** Delivery of new versions. */
    DeliveryConfiguration delivery();

    /** Rollout of new versions. */
    RolloutConfiguration rollout();

    /** The server for HTTP and gRPC. */
    HttpConfiguration http();

    /** Inference over HTTP and gRPC. */
    InferenceConfiguration inference();

    /** Control over HTTP. */
    Api api();

    /** The page at {@code /}. */
    Page page();

    /** Spools. */
    Spool spool();

    /** Samples. */
    SamplesConfiguration samples();

    /** Drift. */
    DriftConfiguration drift();

    /** Statistics. */
    StatisticsConfiguration statistics();

    /** Traces. */
    TracesConfiguration traces();

    /** Metrics that are pushed. */
    MetricsConfiguration metrics();

    /** The cloud. */
    CloudConfiguration cloud();

    /** Dead letters. */
    DeadLetters deadLetters();

    /** Retries of messages that failed. */
    Retries retries();

    /** Routes. */
    Routes routes();

    interface Telemetry {
        /** the largest payload that is read, at most 16M */
        @WithDefault("256k")
        @Range(least = "1", most = "16M")
        MemorySize maxBytes();

        /** how far a device's {@code ts} may be off */
        @WithDefault("30d")
        Duration clockTolerance();
    }

    interface Pictures {
        /** the most pixels of a picture; each takes up to 4 bytes of the heap while it is decoded, and what is decoded at the same time no more together */
        @WithDefault("2097152")
        @Range(least = "1", most = "67108864")
        int maxPixels();
    }

    interface Devices {
        /** where the device directory comes from: {@code file}, or {@code kubernetes}: the <a href="kubernetes.md">cluster</a> */
        @WithDefault("file")
        DevicesSource source();

        /** the <a href="interfaces.md#device-directory">device directory</a>, where its source is {@code file} */
        Optional<Path> file();

        /** levels of a topic that name the device: {@code 1}, or {@code 2} for {@code namespace/name} */
        @WithDefault("1")
        @Range(least = "1", most = "2")
        int levels();

        /** what a device's name must match; of two levels, each */
        @WithDefault("[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}")
        Pattern names();

        /**
         * a file with the devices' tokens for <a href="interfaces.md#telemetry-over-http">telemetry over HTTP</a>, read again when it
         * changes. Without it, whoever reaches a loopback address may send telemetry, and where {@code quarkus.http.host} is another
         * only whoever has the token of control
         */
        Optional<Path> tokens();

        /** requests that may <a href="interfaces.md#following-a-device">follow a device's answers</a> at once */
        @WithDefault("32")
        @Range(least = "0", most = "1000")
        int viewers();

        /** devices whose windows are kept; the one not seen for longest goes first */
        @WithDefault("10000")
        @Range(least = "1", most = "10000000")
        int windows();

        /** devices whose last answer and errors are kept in memory, for who <a href="interfaces.md#what-devices-said-lately">looks at them</a>; the one not seen for longest goes first; 0 for none */
        @WithDefault("10000")
        @Range(least = "0", most = "100000")
        int listed();

        /** the most memory for their last 300 scores and labels, 3 kB a device; devices beyond it are listed without these */
        @WithDefault("32M")
        MemorySize historyBytes();
    }

    interface Models {
        /** the folder of <a href="models.md">models</a> */
        @WithDefault("models")
        Path dir();

        /** how often that folder is scanned and rollouts proceed; 10ms or more */
        @WithDefault("1s")
        @Range(least = "10ms")
        Duration scan();

        /** the most that {@code model.onnx} and the files with its weights may have */
        @WithDefault("1G")
        @Range(least = "1")
        MemorySize maxBytes();

        /** the model of all devices when there is no device file; with Kubernetes, of devices that it does not have or gives no model. Without it, the only model; where there are several, messages are held until it is set */
        @WithName("default")
        Optional<String> standard();
    }

    interface Api {
        /** turns <a href="control.md">control</a> on; its file is read again when it changes */
        Optional<Literal> token();
    }

    interface Page {
        /** how many may look at the <a href="page.md">page</a>'s live views at once */
        @WithDefault("16")
        @Range(least = "0", most = "1000")
        int viewers();
    }

    interface Spool {
        /** the folder of the spools {@code samples}, {@code dead-letters}, {@code retries} and {@code events}; a local disk, one process */
        @WithDefault("spool")
        Path dir();

        /** how many bytes of samples may wait */
        @WithDefault("1G")
        @Range(least = "1")
        MemorySize maxBytes();

        /** what happens when they are reached: {@code block}, {@code drop-oldest} or {@code drop-newest} */
        @WithDefault("block")
        OverflowPolicy overflowPolicy();
    }

    interface DeadLetters {
        /** Kafka topic of the dead letters */
        @WithDefault("bactrian.dead-letters")
        String topic();

        /** how many bytes of dead letters may wait */
        @WithDefault("256M")
        @Range(least = "1")
        MemorySize maxBytes();

        /** what happens when they are reached; with {@code block}, bad messages then hold up the others */
        @WithDefault("drop-oldest")
        OverflowPolicy overflowPolicy();
    }

    interface Retries {
        /** how many bytes of messages that failed may wait; when it is full they stay with the broker */
        @WithDefault("64M")
        @Range(least = "1")
        MemorySize maxBytes();

        /** the time between two tries of a message, at least; 100ms or more */
        @WithDefault("5s")
        @Range(least = "100ms")
        Duration delay();

        /** tries that count before a message goes to the dead letters */
        @WithDefault("5")
        @Range(least = "1", most = "1000")
        int maxTries();

        /** how long a message is tried, whatever counts */
        @WithDefault("1d")
        Duration maxAge();
    }

    interface Routes {
        /** your own <a href="routes.md">routes</a> */
        Optional<Path> dir();
    }
}
