package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.StreamSupport;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** A cluster that enforces a stricter level by default lets the pods of each overlay in, and no more than these need. */
class PodSecurityTest {
    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "plain-kubernetes", "dev"})
    void theNamespaceAllowsWhatItsPodsNeedAndNoMore(String overlay) {
        var objects = Kustomization.render(Path.of("k8s", "overlays", overlay));
        boolean ofTheNode = objects.stream().map(object -> object.at("/spec/template/spec"))
                .anyMatch(PodSecurityTest::ofTheNode);

        assertThat(objects).filteredOn(object -> object.path("kind").asText().equals("Namespace")).singleElement()
                .extracting(namespace -> namespace.at("/metadata/labels").path("pod-security.kubernetes.io/enforce").asText())
                .isEqualTo(ofTheNode ? "privileged" : "restricted");
    }

    private static boolean ofTheNode(JsonNode pod) {
        return pod.path("hostNetwork").asBoolean()
                || StreamSupport.stream(pod.path("volumes").spliterator(), false).anyMatch(volume -> volume.has("hostPath"));
    }
}
