package io.bactrian.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;

/**
 * What an API server would refuse of an object of Kubernetes or KubeEdge. One model of Kubernetes knows the types and all fields, the other
 * what is required; {@link FieldRules} know values; KubeEdge's kinds have schemas.
 */
final class ObjectRules {
    /** Fails with what is required and missing. */
    private interface Required {
        void check(JsonElement object) throws IOException;
    }

    private record Kind(Class<?> model, Required required) {
    }

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("v1/Namespace", new Kind(Namespace.class, V1Namespace::validateJsonElement)),
            Map.entry("v1/ServiceAccount", new Kind(ServiceAccount.class, V1ServiceAccount::validateJsonElement)),
            Map.entry("v1/ConfigMap", new Kind(ConfigMap.class, V1ConfigMap::validateJsonElement)),
            Map.entry("v1/Secret", new Kind(Secret.class, V1Secret::validateJsonElement)),
            Map.entry("v1/Service", new Kind(Service.class, V1Service::validateJsonElement)),
            Map.entry("apps/v1/DaemonSet", new Kind(DaemonSet.class, V1DaemonSet::validateJsonElement)),
            Map.entry("apps/v1/Deployment", new Kind(Deployment.class, V1Deployment::validateJsonElement)),
            Map.entry("apps/v1/StatefulSet", new Kind(StatefulSet.class, V1StatefulSet::validateJsonElement)),
            Map.entry("networking.k8s.io/v1/NetworkPolicy",
                    new Kind(NetworkPolicy.class, V1NetworkPolicy::validateJsonElement)),
            Map.entry("policy/v1/PodDisruptionBudget",
                    new Kind(PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement)),
            Map.entry("rbac.authorization.k8s.io/v1/Role", new Kind(Role.class, V1Role::validateJsonElement)),
            Map.entry("rbac.authorization.k8s.io/v1/RoleBinding",
                    new Kind(RoleBinding.class, V1RoleBinding::validateJsonElement)),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRole",
                    new Kind(ClusterRole.class, V1ClusterRole::validateJsonElement)),
            Map.entry("rbac.authorization.k8s.io/v1/ClusterRoleBinding",
                    new Kind(ClusterRoleBinding.class, V1ClusterRoleBinding::validateJsonElement)));

    /** The model keeps unknown fields aside, and takes a number for a text; here both are errors. */
    private static final JsonMapper STRICT = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            }).build();

    private static final JsonNode KUBEEDGE = Kustomization
            .documents(Path.of("src", "test", "resources", "kubeedge", "objects.yaml")).get(0);
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private ObjectRules() {
    }

    /** What is wrong with it; empty when nothing is. */
    static List<String> problems(JsonNode object) {
        var kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        var problems = new ArrayList<>(FieldRules.problems(object));
        if (KUBEEDGE.path("$defs").path(kind).has("required")) {
            extended(kind, object, problems);
        } else if (KINDS.containsKey(kind)) {
            typed(object, KINDS.get(kind).model, problems);
            required(object, KINDS.get(kind).required, problems);
        } else {
            problems.add("the kind '" + kind + "' is not known");
        }
        return problems;
    }

    private static void extended(String kind, JsonNode object, List<String> problems) {
        var schema = ((ObjectNode) KUBEEDGE).deepCopy().put("$ref", "#/$defs/" + kind.replace("/", "~1"));
        SCHEMAS.getSchema(schema).validate(object).forEach(message -> problems.add(message.getMessage()));
        typed(object.path("metadata"), ObjectMeta.class, problems);
        for (var manifest : object.at("/spec/workloadTemplate/manifests")) {
            problems(manifest).forEach(problem -> problems.add("in manifests: " + problem));
        }
    }

    private static void typed(JsonNode node, Class<?> model, List<String> problems) {
        try {
            STRICT.treeToValue(node, model);
        } catch (JsonProcessingException e) {
            problems.add(e.getMessage());
        }
    }

    private static void required(JsonNode object, Required required, List<String> problems) {
        try {
            required.check(JsonParser.parseString(object.toString()));
        } catch (IOException | IllegalArgumentException | ClassCastException | IllegalStateException e) {
            problems.add(e.getMessage());
        }
    }
}
