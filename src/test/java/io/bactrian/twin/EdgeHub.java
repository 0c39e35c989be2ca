package io.bactrian.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** KubeEdge's device twins as they were seen to answer (1.23.1): refusals by payload, the empty device, the lock, the first value lost. */
public final class EdgeHub {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VALUE = Pattern.compile("^[a-zA-Z0-9-_.,:/@#]{1,512}$");
    private static final Pattern KEY = Pattern.compile("^[a-zA-Z0-9-_.,:/@#]{1,128}$");
    private static final Set<String> TYPES = Set.of("", "string", "int", "integer", "float", "boolean");

    private final Set<String> members;
    private final Set<String> locked = new HashSet<>();
    private final Map<String, Map<String, Integer>> times = new HashMap<>();
    private final Map<String, Map<String, String>> cluster = new HashMap<>();
    private int updates;

    /** @param members devices that are members of the node, as {@code namespace/name} */
    public EdgeHub(Set<String> members) {
        this.members = members;
    }

    /** What the cluster shows of a device: the first report of each property arrives without its value. */
    public synchronized Map<String, String> inCluster(String device) {
        return new TreeMap<>(cluster.getOrDefault(device, Map.of()));
    }

    public synchronized int updates() {
        return updates;
    }

    /** Its answer to a message on {@code $hw/events/device/<device>/twin/update}; empty where it gives none. */
    public synchronized Optional<TwinUpdate> answer(String topic, byte[] payload) {
        String device = topic.replaceAll("^\\$hw/events/device/(.*)/twin/update$", "$1");
        updates++;
        JsonNode update;
        try {
            update = JSON.readTree(payload);
        } catch (IOException e) {
            return refused("", "", 400, "Unmarshal update request body failed, please check the request");
        }
        JsonNode twin = update.path("twin");
        if (!twin.isObject()) {
            return refused("", "", 400, "Update twin error, key:twin does not exist");
        }
        for (var property : twin.properties()) {
            JsonNode value = property.getValue().path("actual").path("value");
            if (!value.isMissingNode() && (!value.isTextual() || !VALUE.matcher(value.asText()).matches())
                    || !KEY.matcher(property.getKey()).matches()) {
                return refused("", "", 400,
                        "The value of twin must only include upper or lowercase letters, number, - _ . , : / @ #");
            }
        }
        if (locked.contains(device)) {
            return Optional.empty();
        }
        String event = update.path("event_id").asText();
        if (!members.contains(device)) {
            return refused(device, event, 404, "update rejected due to the device is not existed");
        }
        for (JsonNode property : twin) {
            if (property.path("actual").path("value").isMissingNode()) {
                locked.add(device);
                return Optional.empty();
            }
            if (!TYPES.contains(property.path("metadata").path("type").asText())) {
                return refused(device, event, 400, "the value type is not allowed");
            }
        }
        twin.properties().forEach(property -> {
            int before = times.computeIfAbsent(device, name -> new HashMap<>()).merge(property.getKey(), 1, Integer::sum);
            cluster.computeIfAbsent(device, name -> new HashMap<>()).put(property.getKey(),
                    before == 1 ? "" : property.getValue().path("actual").path("value").asText());
        });
        ObjectNode result = JSON.createObjectNode().put("event_id", event).put("timestamp", 1795627154128L);
        result.set("twin", twin);
        return Optional.of(new TwinUpdate(topic + "/result", bytes(result)));
    }

    private static Optional<TwinUpdate> refused(String device, String event, int code, String reason) {
        return Optional.of(new TwinUpdate("$hw/events/device/" + device + "/twin/update/result",
                bytes(JSON.createObjectNode().put("event_id", event).put("timestamp", 1L).put("code", code).put("reason",
                        reason))));
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
