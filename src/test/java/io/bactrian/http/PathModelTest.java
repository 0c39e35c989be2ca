package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

import io.bactrian.model.Manifest;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;

class PathModelTest {
    private final List<String> askedFor = new ArrayList<>();
    private final PathModel path = new PathModel(new ServingModels() {
        @Override
        public Optional<VersionSelection> choose(String model, String device, Integer version) {
            askedFor.add(device);
            return Optional.empty();
        }

        @Override
        public SortedMap<Integer, Manifest> answering(String model) {
            return new TreeMap<>();
        }

        @Override
        public Set<String> names() {
            return Set.of();
        }
    });

    /** A canary has a share of those that are asked for, each of which it answers always or never. */
    @Test
    void eachRequestIsAnotherOneToACanary() {
        Message message = new DefaultMessage(new DefaultCamelContext());
        message.setHeader("model", "pump");
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> path.select(message)).isInstanceOf(ApiProblem.class);
        }

        assertThat(askedFor).hasSize(100).doesNotHaveDuplicates();
    }
}
