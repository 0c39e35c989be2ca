package io.bactrian.announce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.text.YamlReader;

/** Reports of rollouts as JSON in UTF-8. */
public final class RolloutReportJson {
    private RolloutReportJson() {
    }

    public static byte[] write(RolloutReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", report.id()).put("at", report.at().toString())
                .put("node", report.node());
        if (report.model() != null) {
            node.put("model", report.model()).put("version", report.version());
        }
        node.put("state", report.state());
        if (report.reason() != null) {
            node.put("reason", report.reason());
        }
        if (report.comparison() != null) {
            node.set("comparison", report.comparison());
        }
        if (!report.labels().isEmpty()) {
            ObjectNode labels = node.putObject("labels");
            new TreeMap<>(report.labels()).forEach(labels::put);
        }
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IOException naming all that is wrong with it */
    public static RolloutReport read(byte[] content) throws IOException {
        Reading reading = new Reading(content);
        YamlReader members = reading.members;
        String id = reading.required("id");
        Instant at = reading.time("at");
        if (!members.has("at")) {
            reading.problems.add("at is missing; expected a time such as 2026-01-31T12:00:00Z");
        }
        String node = reading.required("node");
        String state = reading.required("state");
        String model = members.text("model");
        int version = model == null ? 0 : reading.version();
        String reason = members.text("reason");
        JsonNode comparison = members.has("comparison") ? members.value("comparison") : null;
        Map<String, String> labels = Reading.texts(members.mapping("labels"));
        reading.check();
        try {
            return new RolloutReport(id, at, node, model, version, state, reason,
                    comparison instanceof ObjectNode object ? object : null, labels);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
