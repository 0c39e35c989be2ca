package io.bactrian.ops;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads route files, and puts the routes of a file in place of those that the file held before. One thread at a time. */
final class RouteInstaller {
    private static final ObjectMapper YAML = new YAMLMapper();

    private final CamelContext context;
    private final Map<String, Set<String>> routeIds = new HashMap<>();
    private final Map<String, List<RouteConfigurationDefinition>> configurations = new HashMap<>();

    RouteInstaller(CamelContext context) {
        this.context = context;
    }

    /** Ids of the routes that the file holds. */
    Set<String> ids(String name) {
        return routeIds.getOrDefault(name, Set.of());
    }

    Set<String> ids() {
        Set<String> all = new TreeSet<>();
        routeIds.values().forEach(all::addAll);
        return all;
    }

    void remove(String name) throws Exception {
        drop(ids(name));
        routeIds.remove(name);
    }

    void applyAll(Map<String, String> wanted) {
        try {
            for (String name : ordered(wanted)) {
                apply(name, wanted.get(name));
            }
        } catch (Exception e) {
            throw new IllegalStateException(Causes.reason(e), e);
        }
    }

    /** Those that say what holds for the routes of other files come first. */
    static List<String> ordered(Map<String, String> wanted) {
        return wanted.keySet().stream().sorted(Comparator.comparing(name -> !holdsConfiguration(wanted.get(name)))).toList();
    }

    void apply(String name, String text) throws Exception {
        Set<String> now = ids(name, text);
        Set<String> gone = new HashSet<>(routeIds.getOrDefault(name, Set.of()));
        gone.removeAll(now);
        drop(gone);
        routeIds.put(name, now);
        for (RoutesBuilder builder : builders(name, text)) {
            if (builder instanceof RouteConfigurationsBuilder configuration) {
                replaceConfigurations(name, configuration);
            }
            builder.updateRoutesToCamelContext(context);
        }
        forgetRests();
    }

    /** By identity: Camel's own update finds a configuration by its id, and so gives one to those that hold for all routes. */
    private void replaceConfigurations(String name, RouteConfigurationsBuilder builder) throws Exception {
        List<RouteConfigurationDefinition> all = ((ModelCamelContext) context).getRouteConfigurationDefinitions();
        all.removeAll(configurations.getOrDefault(name, List.of()));
        List<RouteConfigurationDefinition> before = List.copyOf(all);
        builder.addRouteConfigurationsToCamelContext(context);
        configurations.put(name, all.stream().filter(definition -> !before.contains(definition)).toList());
    }

    private void drop(Collection<String> ids) throws Exception {
        for (String id : ids) {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id);
                context.removeRoute(id);
            }
        }
        forgetRests();
    }

    /** Camel keeps the rest definitions of routes that are gone. */
    private void forgetRests() {
        ModelCamelContext model = (ModelCamelContext) context;
        model.getRestDefinitions()
                .retainAll(model.getRouteDefinitions().stream().map(RouteDefinition::getRestDefinition).toList());
    }

    /** What the file holds, new at each call. */
    private Collection<RoutesBuilder> builders(String name, String text) throws Exception {
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
