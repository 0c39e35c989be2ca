package io.bactrian.ops;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;

/** Puts the routes of a file in place of those that the file held before. One thread at a time. */
final class RouteInstaller {
    private final CamelContext context;
    private final RouteParser parser;
    private final Map<String, Set<String>> routeIds = new HashMap<>();
    private final Map<String, List<RouteConfigurationDefinition>> configurations = new HashMap<>();

    RouteInstaller(CamelContext context, RouteParser parser) {
        this.context = context;
        this.parser = parser;
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

    /** Those that say what holds for the routes of other files come first. */
    void applyAll(Map<String, String> wanted) {
        try {
            for (String name : wanted.keySet()) {
                if (RouteParser.holdsConfiguration(wanted.get(name))) {
                    apply(name, wanted.get(name));
                }
            }
            for (String name : wanted.keySet()) {
                if (!RouteParser.holdsConfiguration(wanted.get(name))) {
                    apply(name, wanted.get(name));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(Causes.reason(e), e);
        }
    }

    void apply(String name, String text) throws Exception {
        Set<String> now = parser.ids(name, text);
        Set<String> gone = new HashSet<>(routeIds.getOrDefault(name, Set.of()));
        gone.removeAll(now);
        drop(gone);
        routeIds.put(name, now);
        for (RoutesBuilder builder : parser.builders(name, text)) {
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
}
