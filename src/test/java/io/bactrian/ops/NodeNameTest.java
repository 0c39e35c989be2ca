package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

class NodeNameTest {
    private static final String CLUSTER = "bactrian.kubernetes.node";
    private static final String STATISTICS = "bactrian.statistics.node";

    @Test
    void aNodeHasTheNameThatTheClusterKnowsThenThatOfStatisticsThenItsHosts() throws IOException {
        assertThat(name(Map.of(CLUSTER, "edge-1", STATISTICS, "plant-1"))).isEqualTo("edge-1");
        assertThat(name(Map.of(STATISTICS, "plant-1"))).isEqualTo("plant-1");
        assertThat(name(Map.of())).isNotBlank();
    }

    private static String name(Map<String, String> changes) throws IOException {
        return new LearnProducers().node(SettingsTest.read(changes)).text();
    }
}
