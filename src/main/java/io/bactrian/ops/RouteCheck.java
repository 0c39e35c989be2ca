package io.bactrian.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.apache.camel.Expression;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

import io.bactrian.text.Suggestions;

/**
 * Makes routes as a start does, and starts none, to find what it would fail on: components, options, steps and beans that are not there.
 * For a context that does not start either.
 */
record RouteCheck(ModelCamelContext context) {
    /** What a start of these files would fail on, by file; they parse. */
    Map<String, String> failures(Map<String, String> wanted) {
        RouteInstaller installer = new RouteInstaller(context);
        Map<String, String> failures = new TreeMap<>();
        for (String name : RouteInstaller.ordered(wanted)) {
            List<RouteDefinition> before = List.copyOf(context.getRouteDefinitions());
            List<String> reasons = new ArrayList<>();
            try {
                installer.apply(name, wanted.get(name));
                context.getRouteDefinitions().stream().filter(definition -> !before.contains(definition))
                        .forEach(definition -> make(definition, reasons));
            } catch (Exception e) {
                reasons.add(reason(e));
            }
            if (!reasons.isEmpty()) {
                failures.put(name, String.join("; ", reasons));
            }
        }
        return failures;
    }

    private void make(RouteDefinition definition, List<String> reasons) {
        try {
            context.getModelReifierFactory().createRoute(context, definition);
        } catch (RuntimeException e) {
            reasons.add("route " + definition.getRouteId() + ": " + reason(e));
        }
    }

    private String reason(Throwable e) {
        String reason = Causes.reason(e);
        String said = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchBeanException missing && missing.getName() != null) {
                return said + Suggestions.nearest(missing.getName(), names()).map(near -> " (did you mean '" + near + "'?)")
                        .orElse("");
            }
        }
        return said;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        List.of(Processor.class, Predicate.class, Expression.class)
                .forEach(type -> names.addAll(context.getRegistry().findByTypeWithName(type).keySet()));
        return names;
    }
}
