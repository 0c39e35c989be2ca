package io.bactrian.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.bactrian.mqtt.MqttSettings;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.telemetry.DeviceTopics;

/** All that can be configured, checked; docs/operations.md has the keys. */
record Settings(MqttSettings mqtt, DeviceTopics topics, Telemetry telemetry, Devices devices, Path models, SpoolSettings spool,
        String samplesTopic, String deadLettersTopic, Optional<Path> routes) {

    /** What is read of a message: its largest size, and how far its clock may be off. */
    record Telemetry(int maxBytes, Duration clockTolerance) {
    }

    /** The device directory's file, where there is one, and how many devices' windows are kept. */
    record Devices(Optional<Path> file, int windows) {
    }
}
