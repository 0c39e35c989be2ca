package io.bactrian.cloud;

import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.pool.Card;
import io.bactrian.cloud.pool.CardTensor;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.cloud.pool.SigningKey;
import io.bactrian.cloud.pool.TrainingData;

/** How the pool is written as JSON; docs/pool.md has the shapes. What is not known is left out. */
final class PoolJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NANOS = 1e9;

    private PoolJson() {
    }

    static ObjectNode pool(List<PoolVersion> versions, SigningKey key, long bytes) {
        ObjectNode node = JSON.objectNode().put("bytes", bytes);
        if (key != null) {
            node.putObject("key").put("id", key.id()).put("publicKey", pem(key));
        }
        ArrayNode models = node.putArray("models");
        versions.stream().collect(Collectors.groupingBy(PoolVersion::model, TreeMap::new, Collectors.toList()))
                .forEach((model, own) -> models.add(model(model, own)));
        return node;
    }

    private static String pem(SigningKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(key.publicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static ObjectNode model(String model, Collection<PoolVersion> versions) {
        ObjectNode node = JSON.objectNode().put("name", model);
        ArrayNode all = node.putArray("versions");
        versions.forEach(version -> all.add(summary(version)));
        return node;
    }

    private static ObjectNode summary(PoolVersion version) {
        Card card = version.card();
        ObjectNode node = JSON.objectNode().put("version", version.version()).put("sha256", version.sha256())
                .put("size", version.size()).put("task", card.task()).put("origin", card.origin().text())
                .put("createdAt", card.createdAt().toString());
        text(node, "approvedBy", card.approvedBy());
        if (version.removed()) {
            node.put("removed", true);
        }
        return node;
    }

    /**
     * @param obstacle why it may not be deployed; null where it may
     * @param nodes    that serve it
     */
    static ObjectNode version(PoolVersion version, String obstacle, Set<String> nodes) {
        ObjectNode node = JSON.objectNode().put("model", version.model()).put("version", version.version())
                .put("sha256", version.sha256()).put("size", version.size());
        text(node, "signature", version.signature());
        text(node, "keyId", version.keyId());
        if (version.removed()) {
            node.put("removed", true);
        } else {
            node.put("archive", path(version) + "/archive");
        }
        text(node, "obstacle", obstacle);
        ArrayNode serving = node.putArray("servedBy");
        new TreeSet<>(nodes).forEach(serving::add);
        node.set("card", card(version.card()));
        return node;
    }

    static String path(PoolVersion version) {
        return "/bactrian/pool/" + version.model() + "/" + version.version();
    }

    static ObjectNode card(Card card) {
        ObjectNode node = JSON.objectNode();
        text(node, "description", card.description());
        node.put("task", card.task());
        node.set("inputs", tensors(card.inputs()));
        node.set("outputs", tensors(card.outputs()));
        node.set("trainedOn", trainedOn(card.trainedOn()));
        metrics(node.putObject("metrics"), card.metrics());
        if (card.latency() != null) {
            node.put("latencySeconds", card.latency().toNanos() / NANOS);
        }
        if (card.memory() != null) {
            node.put("memoryBytes", card.memory());
        }
        text(node, "licence", card.licence());
        text(node, "approvedBy", card.approvedBy());
        time(node, "approvedAt", card.approvedAt());
        node.put("origin", card.origin().text()).put("by", card.by());
        time(node, "createdAt", card.createdAt());
        ArrayNode history = node.putArray("history");
        card.history().forEach(event -> {
            ObjectNode line = history.addObject();
            time(line, "at", event.at());
            line.put("event", event.event());
            text(line, "by", event.by());
            text(line, "note", event.note());
        });
        return node;
    }

    private static ArrayNode tensors(List<CardTensor> tensors) {
        ArrayNode all = JSON.arrayNode();
        tensors.forEach(tensor -> {
            ObjectNode node = all.addObject().put("name", tensor.name());
            text(node, "datatype", tensor.datatype());
            tensor.shape().forEach(node.withArray("shape")::add);
            if (!tensor.features().isEmpty()) {
                tensor.features().forEach(node.withArray("features")::add);
            }
        });
        return all;
    }

    private static ObjectNode trainedOn(TrainingData data) {
        ObjectNode node = JSON.objectNode();
        text(node, "data", data.data());
        if (data.samples() != null) {
            node.put("samples", data.samples());
        }
        time(node, "from", data.from());
        time(node, "to", data.to());
        text(node, "trainer", data.trainer());
        return node;
    }

    private static void metrics(ObjectNode node, Map<String, Double> metrics) {
        new TreeMap<>(metrics).forEach(node::put);
    }

    private static void text(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void time(ObjectNode node, String name, Instant value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
