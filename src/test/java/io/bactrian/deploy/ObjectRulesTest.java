package io.bactrian.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;

import jakarta.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** Each way to get an object wrong that an API server would refuse is found. */
class ObjectRulesTest {
    private static final String SET = """
                                      apiVersion: apps/v1
                                      kind: DaemonSet
                                      metadata: {name: a, labels: {app: a}, annotations: {note: "1"}}
                                      spec:
                                        selector: {matchLabels: {app: a}}
                                        template:
                                          metadata: {labels: {app: a}}
                                          spec:
                                            nodeSelector: {edge: ""}
                                            tolerations: [{key: a, operator: Exists, effect: NoExecute}]
                                            containers:
                                              - name: a
                                                image: a:1
                                                ports: [{name: http, containerPort: 80}]
                                                env: [{name: A, value: "1"}]
                                                livenessProbe: {httpGet: {port: http, path: /}, periodSeconds: 2}
                                                resources: {limits: {memory: 64Mi}}
                                                securityContext: {seccompProfile: {type: RuntimeDefault}}
                                                volumeMounts: [{name: data, mountPath: /a}]
                                            volumes: [{name: data, hostPath: {path: /a, type: Directory}}]
                                      """;
    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = POD + "/containers/0";

    private static JsonNode yaml(String text) throws Exception {
        return Kustomization.YAML.readTree(text);
    }

    /** The object with a value in place of another, or without it where there is no value. */
    private static JsonNode changed(JsonNode object, String path, String value) throws Exception {
        var where = path.replace("CONTAINER", CONTAINER).replace("POD", POD);
        var operation = value == null
                ? "[{\"op\":\"remove\",\"path\":\"%s\"}]".formatted(where)
                : "[{\"op\":\"add\",\"path\":\"%s\",\"value\":%s}]".formatted(where, yaml(value));
        try (var patch = Json.createReader(new StringReader(operation));
                var document = Json.createReader(new StringReader(object.toString()))) {
            return yaml(Json.createPatch(patch.readArray()).apply(document.readObject()).toString());
        }
    }

    @Test
    void aGoodObjectHasNoProblems() throws Exception {
        assertThat(ObjectRules.problems(yaml(SET))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  # unknown fields
                                                                  CONTAINER/securtyContext           | {}             | securtyContext
                                                                  /metadata/label                    | {}             | label
                                                                  # types
                                                                  /metadata/annotations/note         | 3              | String
                                                                  /metadata/labels/app               | true           | String
                                                                  CONTAINER/env/0/value              | 1              | String
                                                                  CONTAINER/tty                      | "true"         | Boolean
                                                                  /spec/minReadySeconds              | "5"            | Integer
                                                                  CONTAINER/image                    | [a]            | image
                                                                  CONTAINER/ports                    | {}             | ports
                                                                  # what is required
                                                                  /metadata/name                     |                | metadata name is missing
                                                                  /spec/selector                     |                | selector
                                                                  CONTAINER/name                     |                | name
                                                                  CONTAINER/ports/0/containerPort    |                | containerPort
                                                                  CONTAINER/livenessProbe/httpGet/port |              | port
                                                                  CONTAINER/volumeMounts/0/mountPath |                | mountPath
                                                                  POD/volumes/0/hostPath/path        |                | path
                                                                  # values of enumerations
                                                                  POD/tolerations/0/operator         | Exist          | one of [Exists, Equal]
                                                                  POD/tolerations/0/effect           | NoExec         | NoExecute
                                                                  POD/dnsPolicy                      | Host           | ClusterFirstWithHostNet
                                                                  CONTAINER/imagePullPolicy          | Sometimes      | IfNotPresent
                                                                  CONTAINER/securityContext/seccompProfile/type | Default | RuntimeDefault
                                                                  POD/volumes/0/hostPath/type        | Folder         | DirectoryOrCreate
                                                                  /spec/updateStrategy               | {type: Rolling} | RollingUpdate
                                                                  # quantities, ports, paths
                                                                  CONTAINER/resources/limits/memory  | 64MB           | a quantity
                                                                  CONTAINER/resources/limits/memory  | lots           | a quantity
                                                                  CONTAINER/ports/0/containerPort    | 70000          | a port
                                                                  CONTAINER/ports/0/containerPort    | 0              | a port
                                                                  CONTAINER/ports/0/name             | http-and-more-than-15 | at most 15
                                                                  CONTAINER/livenessProbe/periodSeconds | -1          | 0 or more
                                                                  CONTAINER/volumeMounts/0/mountPath | a              | absolute path
                                                                  # names and labels
                                                                  /metadata/name                     | My_Set         | lower case
                                                                  CONTAINER/name                     | a.b            | lower case
                                                                  CONTAINER/env/0/name               | 1 A            | letters
                                                                  /metadata/labels/app               | -a             | at most 63 letters
                                                                  /metadata/labels/a~1b~1c           | a              | [prefix/]name
                                                                  POD/nodeSelector/edge              | a b            | at most 63 letters
                                                                  # the kind
                                                                  /kind                              | Daemonset      | is not known
                                                                  /apiVersion                        | apps/v2        | is not known
                                                                  """)
    void whatAnApiServerWouldRefuseOfAWorkloadIsFound(String path, String value, String named) throws Exception {
        assertThat(ObjectRules.problems(changed(yaml(SET), path, value))).as("%s: %s", path, value)
                .anySatisfy(problem -> assertThat(problem).contains(named));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  Device          | devices.kubeedge.io/v1beta1       | {nodeName: a}                       | /spec/nodName             | a
                                                                  Device          | devices.kubeedge.io/v1beta1       | {properties: [{name: a}]}           | /spec/properties/0/desired | {}
                                                                  Device          | devices.kubeedge.io/v1beta1       | {properties: [{name: a}]}           | /spec/properties/0/collectCycle | 10s
                                                                  Device          | devices.kubeedge.io/v1beta1       | {nodeName: a}                       | /metadata/annotations     | {bactrian.io/version: 3}
                                                                  DeviceModel     | devices.kubeedge.io/v1beta1       | {properties: [{name: a, type: INT}]} | /spec/properties/0/type  | int
                                                                  DeviceModel     | devices.kubeedge.io/v1beta1       | {properties: [{name: a, type: INT}]} | /spec/properties/0/minimum | 0
                                                                  NodeGroup       | apps.kubeedge.io/v1alpha1         | {nodes: [a]}                        | /spec/nodes               | a
                                                                  NodeGroup       | apps.kubeedge.io/v1alpha1         | {nodes: [a]}                        | /spec                     |
                                                                  EdgeApplication | apps.kubeedge.io/v1alpha1         | {workloadScope: {}}                 | /spec/workloadScope       |
                                                                  EdgeApplication | apps.kubeedge.io/v1alpha1         | {workloadScope: {targetNodeGroups: [{name: a}]}} | /spec/workloadScope/targetNodeGroups/0/name |
                                                                  EdgeApplication | apps.kubeedge.io/v1alpha1         | {workloadScope: {targetNodeGroups: [{name: a, overriders: {}}]}} | /spec/workloadScope/targetNodeGroups/0/overriders/imageOverriders | [{component: Name, operator: add}]
                                                                  EdgeApplication | apps.kubeedge.io/v1alpha1         | {workloadScope: {}, workloadTemplate: {}} | /spec/workloadTemplate/manifests | [{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {}}]
                                                                  ImagePrePullJob | operations.kubeedge.io/v1alpha2   | {imagePrePullTemplate: {nodeNames: [a]}} | /spec/imagePrePullTemplate/labelSelector | {}
                                                                  ImagePrePullJob | operations.kubeedge.io/v1alpha2   | {imagePrePullTemplate: {nodeNames: [a]}} | /spec/imagePrePullTemplate/failureTolerate | 0.1
                                                                  Rule            | rules.kubeedge.io/v1              | {source: a, sourceResource: {}, target: b, targetResource: {}} | /spec/target |
                                                                  Rule            | rules.kubeedge.io/v1              | {source: a, sourceResource: {}, target: b, targetResource: {}} | /spec/targetResource/topic | [a]
                                                                  RuleEndpoint    | rules.kubeedge.io/v1              | {ruleEndpointType: rest}            | /spec/ruleEndpointType    | mqtt
                                                                  """)
    void whatAnApiServerWouldRefuseOfKubeEdgesKindsIsFound(String kind, String version, String spec, String path, String value)
            throws Exception {
        var good = yaml("apiVersion: %s%nkind: %s%nmetadata: {name: a}%nspec: %s%n".formatted(version, kind, spec));

        assertThat(ObjectRules.problems(good)).isEmpty();
        assertThat(ObjectRules.problems(changed(good, path, value))).as("%s: %s", path, value).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"twins: [{propertyName: a, reported: {}}]", "lastUpdated: now"})
    void whatAnApiServerWouldRefuseOfADeviceStatusIsFound(String wrong) throws Exception {
        var text = "apiVersion: devices.kubeedge.io/v1beta1\nkind: DeviceStatus\nmetadata: {name: a}\nstatus: {%s}\n";

        assertThat(ObjectRules.problems(yaml(text.formatted("extensions: {bactrian: {data: {a: [1]}}}")))).isEmpty();
        assertThat(ObjectRules.problems(yaml(text.formatted(wrong)))).isNotEmpty();
    }
}
