package io.bactrian.ops;

import java.util.HashSet;
import java.util.Set;

/** Which route files are of parts that are not on. */
record RoutesOff(Settings settings) {
    /** Without their ending. */
    Set<String> names() {
        return settings.configuration().role() == Role.EDGE ? edge() : cloud();
    }

    private Set<String> cloud() {
        return settings.api().isEmpty() ? Set.of("labels", "deployments", "training") : Set.of();
    }

    private Set<String> edge() {
        Set<String> off = new HashSet<>();
        if (settings.api().isEmpty()) {
            off.addAll(Set.of("api", "follow"));
        }
        if (!settings.kubernetes()) {
            off.add("cluster");
        }
        if (!settings.configuration().drift().enabled()) {
            off.add("drift");
        }
        if (!settings.configuration().statistics().enabled()) {
            off.add("statistics");
        }
        if (settings.configuration().mqtt().sparkplugTopic().isEmpty()) {
            off.add("sparkplug");
        }
        if (settings.configuration().twins().models().isEmpty()) {
            off.add("twins");
        }
        if (settings.configuration().twins().extensions().isEmpty()) {
            off.add("extensions");
        }
        if (!settings.configuration().homeAssistant().enabled()) {
            off.add("home-assistant");
        }
        if (!settings.configuration().detector().enabled()) {
            off.add("detector");
        }
        if (!settings.delivers()) {
            off.add("deliveries");
        }
        if (!settings.ordersFromCluster()) {
            off.add("orders");
        }
        if (!settings.announced()) {
            off.addAll(Set.of("announcements", "reports"));
        }
        if (!settings.ordersFromCluster() || settings.configuration().delivery().statusNamespace().isEmpty()) {
            off.add("order-states");
        }
        return off;
    }
}
