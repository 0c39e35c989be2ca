package io.bactrian.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.delivery.StatusTarget;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A ConfigMap of this node's own with the states of its orders, by their names. Waits; one thread. */
public final class StatusConfigMap implements StatusTarget {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterClient client;
    private final String namespace;
    private final String name;
    private boolean there;

    /**
     * @param namespace where this service may create and patch ConfigMaps, and where nothing else is
     * @param node      the name of this node
     */
    public StatusConfigMap(Supplier<KubernetesClient> client, Duration patience, String namespace, String node) {
        this.client = new ClusterClient(client, patience);
        this.namespace = namespace;
        this.name = "bactrian-" + node;
    }

    private String all() {
        return "api/v1/namespaces/" + namespace + "/configmaps";
    }

    @Override
    public Set<String> names() throws IOException {
        byte[] body = client.get(all() + "/" + name);
        JsonNode object = body == null ? null : JSON.readTree(body);
        there = object != null && object.path("metadata").path("name").asText().equals(name);
        Set<String> names = new TreeSet<>();
        if (there) {
            object.path("data").fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    @Override
    public void write(Map<String, String> values) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode data = object.putObject("data");
        values.forEach((key, value) -> {
            if (value != null || there) {
                data.put(key, value);
            }
        });
        if (there) {
            client.patch(all() + "/" + name, bytes(object));
        } else {
            object.put("apiVersion", "v1").put("kind", "ConfigMap").putObject("metadata").put("name", name).put("namespace",
                    namespace);
            client.create(all(), bytes(object));
            there = true;
        }
    }

    private static byte[] bytes(ObjectNode object) {
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }
}
