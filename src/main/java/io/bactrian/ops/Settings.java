package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.bactrian.flow.ApiToken;
import io.bactrian.flow.RetrySettings;
import io.bactrian.mqtt.MqttSettings;
import io.bactrian.rollout.RolloutSettings;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.telemetry.DeviceTopics;

/** All that can be configured, checked; docs/operations.md has the keys. */
record Settings(MqttSettings mqtt, DeviceTopics topics, Telemetry telemetry, Devices devices, Models models,
        RolloutSettings rollout, Path journal, SpoolSettings spool, RetrySettings retries, String samplesTopic,
        String deadLettersTopic,
        Optional<Path> routes,
        Optional<ApiToken> api) {

    /** What is read of a message: its largest size, and how far its clock may be off. */
    record Telemetry(int maxBytes, Duration clockTolerance) {
    }

    /** The device directory's file, where there is one, and how many devices' windows are kept. */
    record Devices(Optional<Path> file, int windows) {
    }

    /** Where models are, how large a file may be, the model of devices when there is no device file, and how often the folder is looked at. */
    record Models(Path dir, long maxBytes, Optional<String> standard, Duration scan) {
    }
}
