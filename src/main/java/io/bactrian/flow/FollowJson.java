package io.bactrian.flow;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

import io.bactrian.follow.FollowRequest;
import io.bactrian.follow.Trail;
import io.bactrian.follow.TrailStep;

/** How requests to follow, and trails, are written as JSON; docs/control.md has the shapes. */
final class FollowJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FollowJson() {
    }

    static ObjectNode request(FollowRequest request) {
        ObjectNode node = JSON.objectNode();
        if (request.device() != null) {
            node.put("device", request.device());
        } else {
            node.put("id", request.id());
        }
        return node.put("messages", request.left()).put("until", request.until().toString());
    }

    static ObjectNode list(List<FollowRequest> requests, List<Trail> trails) {
        ObjectNode node = JSON.objectNode();
        ArrayNode asked = node.putArray("requests");
        requests.forEach(request -> asked.add(request(request)));
        ArrayNode followed = node.putArray("trails");
        trails.forEach(trail -> followed.add(summary(trail, trail.steps())));
        return node;
    }

    static ObjectNode trail(Trail trail) {
        List<TrailStep> steps = trail.steps();
        ObjectNode node = summary(trail, steps);
        ArrayNode all = node.putArray("steps");
        for (TrailStep step : steps) {
            all.addObject().put("step", step.name()).put("micros", step.nanos() / 1000).put("thread", step.thread())
                    .putRawValue("details", new RawValue(step.details()));
        }
        return node;
    }

    /** @param answer what the device would have got with that status */
    static byte[] sent(Trail trail, int status, byte[] answer) {
        return JSON.objectNode().put("trail", trail.key()).put("status", status)
                .putRawValue("answer", new RawValue(new String(answer, StandardCharsets.UTF_8))).toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode summary(Trail trail, List<TrailStep> steps) {
        ObjectNode node = JSON.objectNode().put("trail", trail.key()).put("device", trail.device());
        String id = trail.message();
        if (id != null) {
            node.put("id", id);
        }
        node.put("received", trail.received().toString()).put("state", trail.state().text()).put("open", trail.isOpen());
        if (!steps.isEmpty()) {
            TrailStep last = steps.get(steps.size() - 1);
            node.put("last", last.name()).put("micros", last.nanos() / 1000);
        }
        return node;
    }
}
