package io.bactrian.ops;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jboss.logging.Logger;

/**
 * Runs the route files and follows their edits. An edit that does not parse, or does not start, leaves what ran in place and is
 * said once. {@link #start()} and {@link #refresh()} from one thread at a time; the rest from any.
 */
final class LiveRoutes {
    private static final Logger LOG = Logger.getLogger(LiveRoutes.class);

    private final RouteSource files;
    private final CamelContext context;
    private final RouteParser parser;
    private final Map<String, Set<String>> routeIds = new HashMap<>();
    private final Map<String, List<RouteConfigurationDefinition>> configurations = new HashMap<>();
    private final Map<String, String> problems = new TreeMap<>();
    private Map<String, String> running = Map.of();
    private Map<String, String> refused = new HashMap<>();

    LiveRoutes(RouteSource files, CamelContext context) {
        this.files = files;
        this.context = context;
        this.parser = new RouteParser(context);
    }

    /** @throws IllegalStateException naming the file that does not parse */
    synchronized void start() throws IOException {
        // else Camel merges a rest definition with the direct: route it calls, and neither is found by its own id any more
        context.getRestConfiguration().setInlineRoutes(false);
        Map<String, String> wanted = files.read();
        for (Map.Entry<String, String> file : wanted.entrySet()) {
            try {
                parser.ids(file.getKey(), file.getValue());
            } catch (Exception e) {
                throw new IllegalStateException("Route file " + files.origin(file.getKey()) + ": " + reason(e)
                        + ". Mend it, or take it away.", e);
            }
        }
        applyAll(wanted);
        running = wanted;
    }

    /** Compares the files with what runs and puts edits in place. */
    synchronized void refresh() {
        try {
            Map<String, String> wanted = files.read();
            Set<String> names = new TreeSet<>(running.keySet());
            names.addAll(wanted.keySet());
            for (String name : names) {
                String text = wanted.get(name);
                if (!Objects.equals(text, running.get(name)) && !Objects.equals(text, refused.getOrDefault(name, ""))) {
                    change(name, text);
                } else if (Objects.equals(text, running.get(name))) {
                    refused.remove(name);
                    problems.remove(name);
                }
            }
        } catch (IOException e) {
            problems.put("routes folder", e.toString());
        }
    }

    /** Files whose last edit is not in place, with the reason. */
    synchronized Map<String, String> problems() {
        return new TreeMap<>(problems);
    }

    private void change(String name, String text) {
        Map<String, String> next = new TreeMap<>(running);
        try {
            if (text == null) {
                next.remove(name);
                drop(routeIds.getOrDefault(name, Set.of()));
                routeIds.remove(name);
            } else {
                parser.ids(name, text);
                next.put(name, text);
                applyEdit(name, next);
            }
            running = next;
            refused.remove(name);
            problems.remove(name);
            LOG.infof("Route file %s %s", name, text == null
                    ? "is gone, and its routes are stopped"
                    : "is in place, from " + files.origin(name) + ": " + routeIds.get(name));
        } catch (Exception e) {
            refused.put(name, text == null ? "" : text);
            problems.put(name, reason(e));
            LOG.errorf("Route file %s is not in use: %s. What ran before goes on.", files.origin(name), reason(e));
            restore(name);
        }
    }

    private void applyEdit(String name, Map<String, String> next) throws Exception {
        if (RouteParser.holdsConfiguration(next.get(name)) || RouteParser.holdsConfiguration(running.getOrDefault(name, ""))) {
            applyAll(next);
        } else {
            apply(name, next.get(name));
        }
    }

    private void restore(String name) {
        try {
            if (running.containsKey(name)) {
                applyEdit(name, running);
            } else {
                drop(routeIds.getOrDefault(name, Set.of()));
                routeIds.remove(name);
            }
        } catch (Exception e) {
            LOG.errorf(e, "Route file %s could not be put back", name);
        }
    }

    private void applyAll(Map<String, String> wanted) {
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
            throw new IllegalStateException(reason(e), e);
        }
    }

    private void apply(String name, String text) throws Exception {
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

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage().strip().replaceAll("\\s*\\n\\s*", " ");
    }
}
