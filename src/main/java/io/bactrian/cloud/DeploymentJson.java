package io.bactrian.cloud;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.announce.Announcement.Promote;
import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.Nodes;
import io.bactrian.cloud.deploy.Deployment;
import io.bactrian.cloud.deploy.DeploymentEvent;
import io.bactrian.cloud.deploy.NodeState;
import io.bactrian.cloud.deploy.Reported;
import io.bactrian.cloud.deploy.Target;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlReader;

/** Deployments as JSON; openapi/deployments.yaml has the shapes. */
final class DeploymentJson {
    private static final int MOST_VERSION = 999_999_999;

    private DeploymentJson() {
    }

    /** What a request for a deployment asks for. */
    record Request(String model, int version, Target target, String by) {
    }

    /** @throws IOException naming all that is wrong with it */
    static Request read(JsonNode body) throws IOException {
        Problems problems = new Problems();
        YamlReader members = new YamlReader(body, "", problems);
        String model = members.text("model");
        Integer version = members.whole("version", 1, MOST_VERSION);
        if (!members.has("model") || !members.has("version")) {
            problems.add("model or version is missing; expected both, such as {\"model\": \"pump-anomaly\", \"version\": 3}");
        }
        String by = members.text("by");
        YamlReader nodes = members.mapping("nodes");
        Nodes selected = AnnouncementJson.nodes(nodes);
        nodes.noOthers();
        YamlReader canary = members.mapping("canary");
        List<String> names = canary.texts("nodes");
        Double share = canary.number("share", 0, 1);
        canary.noOthers();
        Promote promote = members.oneOf("promote", Promote.class, List.of("immediate", "gated", "manual"));
        Instant until = time(members, problems);
        members.noOthers();
        if (!problems.none()) {
            throw new IOException(problems.text());
        }
        try {
            return new Request(model, version, new Target(selected, names == null ? Set.of() : Set.copyOf(names),
                    share == null ? 0 : share, promote, until), by);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Instant time(YamlReader members, Problems problems) {
        String text = members.text("until");
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            problems.add("until is '" + text + "'; expected a time such as 2026-01-31T12:00:00Z");
            return null;
        }
    }

    static ArrayNode all(List<Deployment> deployments, List<NodeState> nodes) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        deployments.forEach(one -> all.add(of(one, nodes)));
        return all;
    }

    /** With how many nodes are in which state. */
    static ObjectNode of(Deployment one, List<NodeState> nodes) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("model", one.model()).put("version", one.version())
                .put("state", one.state().text()).put("began", one.began().toString()).put("url", one.url().toString())
                .put("sha256", one.sha256()).put("signed", one.signature() != null);
        node.set("nodes", AnnouncementJson.nodes(one.target().nodes()));
        ArrayNode canaries = node.putArray("canaries");
        new TreeSet<>(one.canaries()).forEach(canaries::add);
        if (one.target().promote() != null) {
            node.put("promote", one.target().promote().text());
        }
        if (one.target().until() != null) {
            node.put("until", one.target().until().toString());
        }
        if (one.supersededBy() > 0) {
            node.put("supersededBy", one.supersededBy());
        }
        Map<String, Integer> counts = new TreeMap<>();
        nodes.stream().map(each -> each.versions().get(one.key())).filter(reported -> reported != null)
                .forEach(reported -> counts.merge(reported.state(), 1, Integer::sum));
        ObjectNode states = node.putObject("states");
        counts.forEach(states::put);
        return node;
    }

    /** The same with its history and what each node said of it. */
    static ObjectNode detailed(Deployment one, List<NodeState> nodes) {
        ObjectNode node = of(one, nodes);
        ArrayNode reports = node.putArray("reports");
        for (NodeState each : nodes) {
            Reported reported = each.versions().get(one.key());
            if (reported != null) {
                ObjectNode entry = reports.addObject().put("node", each.node()).put("state", reported.state())
                        .put("at", reported.at().toString());
                optional(entry, "reason", reported.reason());
                if (reported.comparison() != null) {
                    entry.set("comparison", reported.comparison());
                }
            }
        }
        ArrayNode history = node.putArray("history");
        for (DeploymentEvent event : one.history()) {
            optional(history.addObject().put("at", event.at().toString()).put("event", event.event()).put("by", event.by()),
                    "reason", event.reason());
        }
        return node;
    }

    static ArrayNode nodes(List<NodeState> nodes) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (NodeState each : nodes) {
            ObjectNode node = all.addObject().put("node", each.node()).put("seen", each.seen().toString());
            ObjectNode labels = node.putObject("labels");
            new TreeMap<>(each.labels()).forEach(labels::put);
            ObjectNode serving = node.putObject("serving");
            each.serving().forEach(serving::put);
        }
        return all;
    }

    private static void optional(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
