package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Every overlay, rendered: of Kubernetes' shapes, consistent, and without what went wrong before. */
class ManifestsTest {
    private static final Path K8S = Path.of("k8s");
    private static final String NAME = "app.kubernetes.io/name";
    private static final String DATA = "/var/lib/bactrian";

    private static List<JsonNode> render(String overlay) {
        return Kustomization.render(K8S.resolve("overlays").resolve(overlay));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    private static List<JsonNode> workloads(String overlay) {
        return render(overlay).stream().filter(object -> !pod(object).isMissingNode()).toList();
    }

    private static JsonNode service(String overlay) {
        return workloads(overlay).stream().filter(object -> object.at("/metadata/name").asText().equals("bactrian")).findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> containers(JsonNode workload) {
        return Stream.concat(elements(pod(workload).path("containers")), elements(pod(workload).path("initContainers")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev"})
    void anApiServerRefusesNoObject(String overlay) {
        var names = new ArrayList<String>();
        for (var object : render(overlay)) {
            names.add(object.path("kind").asText() + "/" + object.at("/metadata/name").asText());
            assertThat(ObjectRules.problems(object)).as(names.get(names.size() - 1)).isEmpty();
            assertThat(object.at("/metadata/namespace").asText()).as(names.toString())
                    .isEqualTo(List.of("Namespace", "ClusterRole", "ClusterRoleBinding").contains(object.path("kind").asText())
                            ? ""
                            : object.at("/metadata/name").asText().equals("bactrian-states") ? "bactrian-states" : "bactrian");
        }
        assertThat(names).doesNotHaveDuplicates().contains("NetworkPolicy/bactrian");
        // a budget finds no replicas in a DaemonSet, and refuses every eviction
        assertThat(names.contains("PodDisruptionBudget/bactrian")).isEqualTo(names.contains("StatefulSet/bactrian"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster"})
    void whyAStartEndedIsInThePodsStatusWhereTheNodeStreamsNoLogs(String overlay) {
        assertThat(containers(service(overlay))).hasSize(2)
                .allMatch(container -> container.path("terminationMessagePolicy").asText().equals("FallbackToLogsOnError"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev"})
    void containersHaveAReadOnlyRootFewRightsAndABound(String overlay) {
        for (var workload : workloads(overlay)) {
            for (var container : containers(workload)) {
                var context = container.path("securityContext");
                assertThat(context.path("readOnlyRootFilesystem").asBoolean()).as(container.path("name").asText()).isTrue();
                assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
            }
            for (var container : pod(workload).path("containers")) {
                assertThat(container.at("/securityContext/runAsNonRoot").asBoolean()
                        || pod(workload).at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
                assertThat(container.path("livenessProbe").isMissingNode()).isFalse();
            }
            var asPod = overlay.equals("plain-kubernetes-cluster") && workload.at("/metadata/name").asText().equals("bactrian");
            assertThat(pod(workload).path("automountServiceAccountToken").asBoolean(true)).isEqualTo(asPod);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev"})
    void aNodeThatTheCloudDoesNotHearOfKeepsItsPodWithoutALimitOfTime(String overlay) {
        for (var taint : List.of("node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready")) {
            assertThat(elements(pod(service(overlay)).path("tolerations")))
                    .anyMatch(toleration -> toleration.path("key").asText().equals(taint)
                            && toleration.path("effect").asText().equals("NoExecute")
                            && toleration.path("operator").asText().equals("Exists") && !toleration.has("tolerationSeconds"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev"})
    void whatTheServiceWritesIsOnOneMountAndNothingIsMountedInsideIt(String overlay) {
        var mounts = elements(pod(service(overlay)).at("/containers/0/volumeMounts")).toList();
        assertThat(mounts.stream().filter(mount -> !mount.path("readOnly").asBoolean())
                .map(mount -> mount.path("mountPath").asText()))
                .containsExactly(DATA);
        assertThat(mounts.stream().map(mount -> mount.path("mountPath").asText()))
                .noneMatch(path -> path.startsWith(DATA + "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster"})
    void theDataOutliveThePod(String overlay) {
        var pod = pod(service(overlay));
        var data = elements(pod.path("volumes")).filter(volume -> volume.path("name").asText().equals("data")).findFirst();
        assertThat(data.map(volume -> volume.has("hostPath"))
                .orElseGet(() -> service(overlay).at("/spec/volumeClaimTemplates/0/metadata/name").asText().equals("data")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev"})
    void variablesAreKeysThatTheServiceKnows(String overlay) throws IOException {
        var keys = Files.readString(Path.of("docs", "operations.md"));
        for (var container : containers(service(overlay))) {
            for (var variable : container.path("env")) {
                var name = variable.path("name").asText();
                if (name.startsWith("BACTRIAN_")) {
                    var pattern = "`" + name.toLowerCase(Locale.ROOT).replace("_", "[.-]") + "`";
                    assertThat(keys).as(name).containsPattern(pattern);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev"})
    void referencesAndSelectorsFindTheirObjects(String overlay) {
        var objects = render(overlay);
        var labels = workloads(overlay).stream()
                .map(workload -> workload.at("/spec/template/metadata/labels").path(NAME).asText())
                .toList();
        for (var workload : workloads(overlay)) {
            assertThat(workload.at("/spec/selector/matchLabels").path(NAME)).isEqualTo(
                    workload.at("/spec/template/metadata/labels").path(NAME));
            var mounted = containers(workload).stream().flatMap(container -> elements(container.path("volumeMounts")))
                    .map(mount -> mount.path("name").asText()).distinct().toList();
            var volumes = Stream.concat(elements(pod(workload).path("volumes")).map(volume -> volume.path("name").asText()),
                    elements(workload.at("/spec/volumeClaimTemplates")).map(claim -> claim.at("/metadata/name").asText()))
                    .toList();
            assertThat(volumes).containsExactlyInAnyOrderElementsOf(mounted);
            for (var volume : pod(workload).path("volumes")) {
                if (volume.has("configMap")) {
                    assertThat(objects).anyMatch(object -> object.path("kind").asText().equals("ConfigMap")
                            && object.at("/metadata/name").equals(volume.at("/configMap/name")));
                }
            }
        }
        for (var object : objects) {
            for (var selector : List.of("/spec/selector/" + NAME.replace("/", "~1"),
                    "/spec/podSelector/matchLabels/" + NAME.replace("/", "~1"))) {
                if (!object.at(selector).isMissingNode()) {
                    assertThat(labels).as(object.path("kind").asText()).contains(object.at(selector).asText());
                }
            }
        }
    }

    @Test
    void theExampleOfAnEdgeApplicationHasTheDaemonSetsPodAndNeverTwoOnANode() {
        var application = Kustomization.documents(K8S.resolve("edge-application.example.yaml")).stream()
                .filter(object -> object.path("kind").asText().equals("EdgeApplication")).findFirst().orElseThrow();
        var deployment = application.at("/spec/workloadTemplate/manifests/0");
        var expected = ((ObjectNode) pod(service("kubeedge"))).without("nodeSelector");

        assertThat(pod(deployment)).isEqualTo(expected);
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxSurge").asInt(-1)).isZero();
        assertThat(pod(deployment).at("/containers/0/ports/0/hostPort").asInt()).isPositive();
        for (var group : application.at("/spec/workloadScope/targetNodeGroups")) {
            for (var variable : group.at("/overriders/envOverriders/0/value")) {
                assertThat(elements(pod(deployment).at("/containers/0/env")).map(known -> known.path("name")))
                        .contains(variable.path("name"));
            }
        }
    }

    @Test
    void imagesHaveTheVersionOfTheBuildAndNoneIsTheLatest() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        for (var overlay : List.of("kubeedge", "kubeedge-cluster", "plain-kubernetes", "plain-kubernetes-cluster", "dev")) {
            for (var workload : workloads(overlay)) {
                for (var container : containers(workload)) {
                    var image = container.path("image").asText();
                    assertThat(image).matches(".+:\\d+\\.\\d+\\.\\d+");
                    if (image.startsWith("bactrian:")) {
                        assertThat(pom)
                                .contains("<artifactId>bactrian</artifactId>\n  <version>" + image.substring(9) + "</version>");
                    }
                }
            }
        }
    }

    @Test
    void theServiceReadsDevicesAndConfigMapsOfItsNamespaceAndWritesNothing() {
        for (var object : render("kubeedge")) {
            for (var rule : object.path("rules")) {
                assertThat(elements(rule.path("verbs")).map(JsonNode::asText)).isSubsetOf("get", "list");
                assertThat(elements(rule.path("resources")).map(JsonNode::asText)).isSubsetOf("devices", "devicemodels",
                        "configmaps");
                if (object.path("kind").asText().equals("ClusterRole")) {
                    assertThat(rule.toString()).doesNotContain("configmaps");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge-cluster", "plain-kubernetes-cluster"})
    void withTheClusterItAlsoReadsNodesPatchesDeviceStatusAndWritesConfigMapsWhereNothingElseIs(String overlay) {
        var rules = new ArrayList<String>();
        for (var object : render(overlay)) {
            for (var rule : object.path("rules")) {
                rules.add(object.path("kind").asText() + " " + object.at("/metadata/namespace").asText() + " "
                        + elements(rule.path("resources")).map(JsonNode::asText).toList() + " "
                        + elements(rule.path("verbs")).map(JsonNode::asText).toList());
            }
        }
        assertThat(rules).containsExactlyInAnyOrder("ClusterRole  [devices, devicemodels] [get, list]",
                "Role bactrian [configmaps] [get, list]", "Role bactrian-states [configmaps] [get, create, patch]",
                "ClusterRole  [nodes] [get]", "ClusterRole  [devicestatuses] [patch]");
        assertThat(
                render(overlay).stream().filter(object -> object.at("/metadata/namespace").asText().equals("bactrian-states"))
                        .map(object -> object.path("kind").asText()))
                .containsExactly("Role", "RoleBinding");
    }

    @ParameterizedTest
    @CsvSource({"kubeedge-cluster, 'bactrian/bactrian, kubeedge/cloudcore'", "plain-kubernetes-cluster, bactrian/bactrian"})
    void throughMetaServerCloudcoreWritesTheStatesAndNobodyElseDoes(String overlay, String subjects) {
        var binding = render(overlay).stream().filter(object -> object.path("kind").asText().equals("RoleBinding")
                && object.at("/metadata/namespace").asText().equals("bactrian-states")).findFirst().orElseThrow();

        assertThat(elements(binding.path("subjects"))
                .map(subject -> subject.path("namespace").asText() + "/" + subject.path("name").asText())
                .collect(Collectors.joining(", "))).isEqualTo(subjects);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeedge-cluster", "plain-kubernetes-cluster"})
    void whatIsDeliveredIsOnTheMountAndDevicesComeFromTheClusterOnly(String overlay) {
        var variables = elements(pod(service(overlay)).at("/containers/0/env")).map(each -> each.path("name").asText() + "="
                + each.path("value").asText()).toList();
        assertThat(variables).contains("BACTRIAN_DELIVERY_SOURCE=kubernetes", "BACTRIAN_DELIVERY_DIR=" + DATA + "/delivery",
                "BACTRIAN_DEVICES_SOURCE=kubernetes").noneMatch(each -> each.startsWith("BACTRIAN_DEVICES_FILE"))
                .doesNotHaveDuplicates();
    }
}
