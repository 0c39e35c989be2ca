package io.bactrian.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OutputNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.TryDefinition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The routes that run and their steps, read from Camel's own model, so that edits show. Any thread. */
final class RunningRoutes {
    private static final Map<String, String> PARTS = Map.of("paho-mqtt5", "broker", "kafka", "kafka", "infer", "model");
    private static final Set<String> CALLED = Set.of("direct", "seda");
    private static final Pattern DOCUMENT = Pattern.compile("/.*(asyncapi|openapi)(/[a-z-]+)?");
    private static final int DEEPEST = 20;

    private final ModelCamelContext context;
    private final StepWords words;

    RunningRoutes(CamelContext context) {
        this.context = (ModelCamelContext) context;
        this.words = new StepWords(context);
    }

    /** Other when a route was added, replaced or removed. */
    String revision() {
        return Integer.toHexString(List.copyOf(context.getRouteDefinitions()).hashCode());
    }

    List<String> ids() {
        return context.getRouteDefinitions().stream().map(RouteDefinition::getRouteId).toList();
    }

    /** Paths at which routes give AsyncAPI and OpenAPI documents. */
    ArrayNode documents() {
        ArrayNode paths = JsonNodeFactory.instance.arrayNode();
        context.getRouteDefinitions().stream().map(this::from).filter(from -> StepWords.scheme(from).equals("platform-http"))
                .map(StepWords::path).filter(DOCUMENT.asMatchPredicate()).sorted().forEach(paths::add);
        return paths;
    }

    ArrayNode json() {
        List<RouteDefinition> all = List.copyOf(context.getRouteDefinitions());
        Map<String, String> callable = new HashMap<>();
        all.stream().filter(route -> isCalled(from(route)))
                .forEach(route -> callable.put(from(route), route.getRouteId()));
        ArrayNode routes = JsonNodeFactory.instance.arrayNode();
        all.forEach(route -> describe(routes.addObject(), route, callable));
        return routes;
    }

    private String from(RouteDefinition route) {
        return words.endpoint(route.getInput().getEndpointUri());
    }

    private void describe(ObjectNode json, RouteDefinition route, Map<String, String> callable) {
        String from = from(route);
        String scheme = StepWords.scheme(from);
        json.put("id", route.getRouteId()).put("scheme", scheme).put("from", StepWords.from(from))
                .put("called", isCalled(from));
        put(json, "description", route.getDescriptionText());
        put(json, "part", part(from));
        ArrayNode steps = json.putArray("steps");
        route.getOutputs().forEach(step -> add(steps, step, 0, callable));
    }

    /** Leaves out what is about the route as a whole, such as {@code onException}. */
    private void add(ArrayNode steps, NamedNode step, int depth, Map<String, String> callable) {
        if (depth > DEEPEST || depth == 0 && step instanceof ProcessorDefinition<?> whole && whole.isAbstract()) {
            return;
        }
        ObjectNode json = steps.addObject().put("text", words.of(step)).put("depth", depth);
        put(json, "id", step.getId());
        if (step instanceof SendDefinition<?> send) {
            String to = words.endpoint(send.getEndpointUri());
            put(json, "part", part(to));
            put(json, "route", callable.get(to));
        }
        inner(step).forEach(inner -> add(steps, inner, depth + 1, callable));
    }

    private static Stream<? extends NamedNode> inner(NamedNode step) {
        if (step instanceof ChoiceDefinition choice) {
            return Stream.concat(choice.getWhenClauses().stream(), Stream.ofNullable(choice.getOtherwise()));
        }
        if (step instanceof TryDefinition tried) {
            return Stream.of(tried.getOutputsWithoutCatches().stream(), tried.getCatchClauses().stream(),
                    Stream.ofNullable(tried.getFinallyClause())).flatMap(part -> part);
        }
        if (step instanceof ProcessorDefinition<?> processor) {
            return processor.getOutputs().stream();
        }
        return step instanceof OutputNode branch ? branch.getOutputs().stream() : Stream.empty();
    }

    private static boolean isCalled(String endpoint) {
        return CALLED.contains(StepWords.scheme(endpoint));
    }

    /** Null where it is attached to nothing that is watched. */
    private static String part(String endpoint) {
        return StepWords.scheme(endpoint).equals("spool") ? endpoint : PARTS.get(StepWords.scheme(endpoint));
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
