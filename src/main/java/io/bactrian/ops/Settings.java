package io.bactrian.ops;

import java.util.Optional;

import io.bactrian.flow.RetrySettings;
import io.bactrian.http.ApiToken;
import io.bactrian.http.InferenceAccess;
import io.bactrian.mqtt.MqttSettings;
import io.bactrian.rollout.RolloutSettings;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.telemetry.DeviceTopics;

/** The configuration, checked, and what the packages need of it. */
record Settings(Configuration configuration, MqttSettings mqtt, DeviceTopics topics, RolloutSettings rollout,
        SpoolSettings spool, RetrySettings retries, Optional<ApiToken> api, InferenceAccess inference) {
}
