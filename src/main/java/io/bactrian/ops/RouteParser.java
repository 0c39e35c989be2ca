package io.bactrian.ops;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads route files without putting them in place. */
final class RouteParser {
    private static final ObjectMapper YAML = new YAMLMapper();

    private final CamelContext context;

    RouteParser(CamelContext context) {
        this.context = context;
    }

    /** What the file holds, new at each call. */
    Collection<RoutesBuilder> builders(String name, String text) throws Exception {
        return PluginHelper.getRoutesLoader(context).findRoutesBuilders(Set.of(ResourceHelper.fromString(name, text)));
    }

    /** The ids of the file's routes, those of rest definitions among them; it throws when the file does not parse. */
    Set<String> ids(String name, String text) throws Exception {
        if (!YAML.readTree(text).isArray()) {
            throw new IllegalArgumentException("it is not a YAML list; expected entries such as '- route:'");
        }
        Set<String> ids = new TreeSet<>();
        for (RoutesBuilder builder : builders(name, text)) {
            if (builder instanceof RouteBuilder routes) {
                routes.setCamelContext(context);
                routes.configure();
                routes.getRouteCollection().getRoutes().stream().map(RouteDefinition::getRouteId).filter(Objects::nonNull)
                        .forEach(ids::add);
                for (RestDefinition rest : routes.getRestCollection().getRests()) {
                    rest.getVerbs().forEach(verb -> ids.add(id(rest, verb)));
                }
            }
        }
        return ids;
    }

    /** A path is taken away by its route's id. */
    private static String id(RestDefinition rest, VerbDefinition verb) {
        if (verb.getRouteId() == null) {
            throw new IllegalArgumentException("rest " + verb.asVerb() + " " + Objects.toString(rest.getPath(), "")
                    + Objects.toString(verb.getPath(), "") + " has no routeId; give it one of its own");
        }
        return verb.getRouteId();
    }

    /** Whether it says what holds for the routes of other files too. */
    static boolean holdsConfiguration(String text) {
        return text.contains("routeConfiguration") || text.contains("route-configuration");
    }
}
