package io.bactrian.ops;

import java.util.Optional;

import io.bactrian.flow.ApiToken;
import io.bactrian.flow.RetrySettings;
import io.bactrian.mqtt.client.MqttTls;
import io.bactrian.spool.SpoolSettings;
import io.bactrian.telemetry.DeviceTopics;

/**
 * The configuration, checked, and what the packages need of it.
 *
 * @param tls null for the JVM's own trust and no client certificate
 */
record Settings(Configuration configuration, MqttTls tls, DeviceTopics topics,
        SpoolSettings spool, RetrySettings retries, Optional<ApiToken> api) {
}
