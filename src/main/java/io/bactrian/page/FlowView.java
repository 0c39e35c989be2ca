package io.bactrian.page;

import java.util.Map;

import org.apache.camel.CamelContext;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.page.RouteFigures.OfRoute;

/** The running routes and what they are attached to, and their figures live. docs/page.md has the shapes. */
final class FlowView implements LiveViews.View {
    private final CamelContext context;
    private final RunningRoutes routes;
    private final RouteFigures figures;
    private final StepFigures steps;
    private final ServiceState service;

    FlowView(CamelContext context, RouteFigures figures, StepFigures steps, ServiceState service) {
        this.context = context;
        this.routes = new RunningRoutes(context);
        this.figures = figures;
        this.steps = steps;
        this.service = service;
    }

    /** Paths of the AsyncAPI and OpenAPI documents that are served. */
    ArrayNode documents() {
        return routes.documents();
    }

    /** What changes with an edit. */
    ObjectNode flow() {
        ObjectNode flow = JsonNodeFactory.instance.objectNode().put("revision", routes.revision());
        parts(flow);
        flow.set("routes", routes.json());
        return flow;
    }

    @Override
    public void followed(boolean now) {
        figures.watch(now);
        steps.watch(now);
    }

    @Override
    public ObjectNode event() {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("revision", routes.revision())
                .put("time", System.nanoTime() / 1_000_000);
        parts(event);
        ObjectNode stopped = event.putObject("stopped");
        Map<String, String> reasons = service.stoppedRoutes();
        reasons.forEach(stopped::put);
        ObjectNode counts = event.putObject("routes");
        routes.ids().forEach(id -> count(counts.putObject(id), id));
        steps.seen().forEach(step -> count(counts, step));
        return event;
    }

    private void parts(ObjectNode json) {
        ArrayNode parts = json.putArray("parts");
        service.parts().forEach(part -> parts.add(part.json()));
    }

    private void count(ObjectNode json, String id) {
        json.put("inFlight", context.getInflightRepository().size(id));
        OfRoute seen = figures.of(id);
        json.put("count", seen == null ? 0 : seen.times().count()).put("errors", seen == null ? 0 : seen.errors());
        if (seen != null) {
            RecentTimes.write(seen.times(), json);
        }
    }

    private static void count(ObjectNode routes, StepChannel step) {
        StepCounts counts = step.counts();
        if (counts != null && routes.get(step.routeId()) instanceof ObjectNode route) {
            counts.write(route.withObjectProperty("steps").putObject(step.stepId()));
            counts.sample();
        }
    }
}
