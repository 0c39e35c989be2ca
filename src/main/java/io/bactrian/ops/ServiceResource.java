package io.bactrian.ops;

import java.util.Map;

import io.bactrian.flow.NodeName;

/** What this process is called at collectors of OpenTelemetry. */
final class ServiceResource {
    private ServiceResource() {
    }

    /** The attributes of its resource; Prometheus makes them {@code job} and {@code instance}. */
    static Map<String, String> of(NodeName node) {
        return Map.of("service.name", "bactrian", "service.instance.id", node.text());
    }
}
