package io.bactrian.ops;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import io.bactrian.announced.AnnouncedOrders;

/** Where orders of versions come from. */
enum DeliverySource {
    /** Nowhere: versions are put into the folder of models by others. */
    NONE(Set.of()),
    /** ConfigMaps of the cluster. */
    KUBERNETES(Set.of(DeliverySource.CLUSTER)),
    /** What the cloud announces over Kafka. */
    ANNOUNCEMENTS(Set.of(AnnouncedOrders.SOURCE)), BOTH(Set.of(DeliverySource.CLUSTER, AnnouncedOrders.SOURCE));

    private static final String CLUSTER = "kubernetes";

    private final Set<String> sources;

    DeliverySource(Set<String> sources) {
        this.sources = sources;
    }

    /** The names under which orders are given. */
    Set<String> sources() {
        return sources;
    }

    boolean kubernetes() {
        return sources.contains(CLUSTER);
    }

    boolean announcements() {
        return sources.contains(AnnouncedOrders.SOURCE);
    }

    /** @throws IllegalArgumentException where it is none */
    static DeliverySource of(String text) {
        Set<String> named = Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet());
        return text.equals("none")
                ? NONE
                : Arrays.stream(values()).filter(value -> value.sources.equals(named)).findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("it is none of these"));
    }
}
