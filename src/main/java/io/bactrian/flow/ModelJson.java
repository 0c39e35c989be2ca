package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.rollout.ComparisonResult;
import io.bactrian.rollout.ModelEvent;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.State;

/** How models are written as JSON; docs/control.md has the shapes. A number that is not known is left out. */
public final class ModelJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ModelJson() {
    }

    static ArrayNode models(List<ModelStatus> models) {
        ArrayNode all = JSON.arrayNode();
        models.forEach(model -> all.add(model(model)));
        return all;
    }

    static ObjectNode model(ModelStatus status) {
        ObjectNode node = JSON.objectNode().put("name", status.name());
        if (status.serving() != null) {
            node.put("serving", status.serving().toString());
        }
        ArrayNode versions = node.putArray("versions");
        for (VersionStatus version : status.versions()) {
            ObjectNode entry = versions.addObject().put("version", Integer.toString(version.version()))
                    .put("state", version.state().text());
            if (version.reason() != null) {
                entry.put("reason", version.reason());
            }
            compared(entry, version.comparison());
        }
        return node;
    }

    /** As Triton's model-repository extension has it: {@code READY} is what answers. */
    static ArrayNode index(List<ModelStatus> models, boolean readyOnly) {
        ArrayNode index = JSON.arrayNode();
        for (ModelStatus model : models) {
            for (VersionStatus version : model.versions()) {
                String state = tritonState(version.state());
                if (!readyOnly || state.equals("READY")) {
                    index.addObject().put("name", model.name()).put("version", Integer.toString(version.version()))
                            .put("state", state).put("reason", tritonReason(version, state));
                }
            }
        }
        return index;
    }

    static ObjectNode event(ModelEvent event) {
        ObjectNode node = JSON.objectNode().put("id", event.id()).put("at", event.at().toString()).put("model", event.model());
        if (event.version() > 0) {
            node.put("version", Integer.toString(event.version()));
        }
        node.put("event", event.kind().text()).put("reason", event.reason());
        compared(node, event.comparison());
        return node;
    }

    static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String tritonState(State state) {
        return switch (state) {
            case SERVING, PROBATION, CANARY, PINNED -> "READY";
            case INCOMPLETE -> "LOADING";
            case REJECTED, IDLE, SHADOW, WAITING, RETIRED, ROLLED_BACK -> "UNAVAILABLE";
        };
    }

    private static String tritonReason(VersionStatus version, String state) {
        String said = version.reason() == null ? "" : version.reason();
        if (state.equals("READY")) {
            return said;
        }
        return said.isEmpty() ? version.state().text() : version.state().text() + ": " + said;
    }

    private static void compared(ObjectNode parent, ComparisonResult found) {
        if (found != null) {
            parent.set("comparison", comparison(found));
        }
    }

    /** What a shadow has found. */
    public static ObjectNode comparison(ComparisonResult found) {
        ObjectNode node = JSON.objectNode().put("messages", found.messages()).put("agreed", found.agreed());
        finite(node, "agreement", found.agreement());
        node.put("errors", found.errors()).put("notFinite", found.notFinite()).put("dropped", found.dropped());
        finite(node, "scoreDifference", found.scoreDifference());
        finite(node, "latencyRatio", found.latencyRatio());
        return node;
    }

    private static void finite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        }
    }
}
