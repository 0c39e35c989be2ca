package io.bactrian.ops;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import io.bactrian.flow.ApiToken;
import io.bactrian.flow.RetrySettings;
import io.bactrian.mqtt.MqttSettings;
import io.bactrian.rollout.RolloutSettings;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.telemetry.DeviceTopics;

/** The configuration, checked, and what the packages need of it. */
record Settings(Configuration configuration, MqttSettings mqtt, DeviceTopics topics, RolloutSettings rollout,
        SpoolSettings spool, RetrySettings retries, Optional<ApiToken> api) {
    /** Whether the device directory comes from the cluster. */
    boolean kubernetes() {
        return configuration.devices().source() == DevicesSource.KUBERNETES;
    }

    /** The route files of parts that are not on. */
    Set<String> routesOff() {
        Set<String> off = new HashSet<>();
        if (api.isEmpty()) {
            off.add("api");
        }
        if (!kubernetes()) {
            off.add("devices");
        }
        if (configuration.twins().models().isEmpty()) {
            off.add("twins");
        }
        return off;
    }
}
