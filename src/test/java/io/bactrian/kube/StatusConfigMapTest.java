package io.bactrian.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kube.FakeMetaServer.Mode;
import io.fabric8.kubernetes.client.KubernetesClient;

class StatusConfigMapTest {
    private static final String KEY = "states/bactrian-edge1";

    private final FakeMetaServer api = new FakeMetaServer("edge1");
    private final KubernetesClient client = DeviceSyncRig.client(api.url());

    @AfterEach
    void end() {
        client.close();
        api.close();
    }

    private StatusConfigMap target() {
        return new StatusConfigMap(() -> client, Duration.ofSeconds(30), "states", "edge1");
    }

    @Test
    void itIsMadeOnceAndThenMerged() throws IOException {
        StatusConfigMap target = target();
        assertThat(target.names()).isEmpty();
        target.write(Map.of("a", "1", "b", "2"));
        Map<String, String> changes = new HashMap<>(Map.of("a", "3"));
        changes.put("b", null);
        target.write(changes);

        assertThat(api.found("configmaps", KEY).path("data").toString()).isEqualTo("{\"a\":\"3\"}");
        StatusConfigMap restarted = target();
        assertThat(restarted.names()).containsExactly("a");
        restarted.write(Map.of("c", "4"));
        assertThat(api.found("configmaps", KEY).path("data").has("a")).isTrue();
        assertThat(api.requests().stream().filter(request -> request.startsWith("POST"))).hasSize(1);
    }

    @Test
    void withoutTheCloudNothingIsWrittenAndThatIsSaid() throws IOException {
        StatusConfigMap target = target();
        api.mode(Mode.LOCAL);
        target.names();

        assertThatThrownBy(() -> target.write(Map.of("a", "1"))).isInstanceOf(IOException.class)
                .hasMessageContaining("connection lost");
    }

    @Test
    void aRightThatCloudcoreLacksIsNamedWholeAndTheStatesAreWrittenOnceItIsGiven() throws IOException {
        StatusConfigMap target = target();
        target.names();
        target.write(Map.of("a", "fetching"));
        api.forbid(true);
        assertThatThrownBy(() -> target.write(Map.of("a", "delivered"))).isInstanceOf(IOException.class)
                .hasMessageContaining("answered 403: configmaps \"bactrian-edge1\" is forbidden")
                .hasMessageContaining("cannot patch resource \"configmaps\" in API group \"\" in the namespace \"states\"")
                .hasMessageContaining("docs/kubernetes.md, Rights");

        api.forbid(false);
        target.write(Map.of("a", "delivered"));
        assertThat(api.found("configmaps", KEY).path("data").toString()).isEqualTo("{\"a\":\"delivered\"}");
    }
}
