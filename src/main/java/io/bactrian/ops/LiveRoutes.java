package io.bactrian.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.jboss.logging.Logger;

/**
 * Runs the route files and follows their edits. An edit that does not parse, or does not start, leaves what ran in place and is
 * said once. {@link #start()} and {@link #refresh()} from one thread at a time; the rest from any.
 */
final class LiveRoutes {
    /** Where the route files that are to run come from. */
    interface Source {
        /**
         * Contents by file name, as they are now.
         *
         * @param unreadable gets files that are there and cannot be read, with the reason
         */
        Map<String, String> read(Map<String, String> unreadable) throws IOException;

        /** Where a file's contents come from, for people. */
        String origin(String name);
    }

    private static final Logger LOG = Logger.getLogger(LiveRoutes.class);

    private final Source files;
    private final CamelContext context;
    private final RouteInstaller routes;
    private final Map<String, String> problems = new TreeMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private Map<String, String> running = Map.of();
    private Map<String, String> notRead = Map.of();
    private volatile Map<String, String> published = Map.of();

    LiveRoutes(Source files, CamelContext context) {
        this.files = files;
        this.context = context;
        this.routes = new RouteInstaller(context);
    }

    /** @throws IllegalStateException naming each file that cannot be read or does not parse */
    synchronized void start() throws IOException {
        keepRestsApart();
        Map<String, String> reasons = new TreeMap<>();
        Map<String, String> wanted = parsed(reasons);
        if (!reasons.isEmpty()) {
            throw new IllegalStateException(String.join("\n", mistakes(reasons).values()));
        }
        routes.applyAll(wanted);
        running = wanted;
    }

    /** Else Camel merges a rest definition with the direct: route it calls, and neither is found by its own id any more. */
    private void keepRestsApart() {
        context.getRestConfiguration().setInlineRoutes(false);
    }

    /**
     * What a start would find wrong with the files as they are now, by where each is from: for a context that does not start, with what
     * routes name. Nothing starts.
     */
    synchronized Map<String, String> mistakes() throws IOException {
        keepRestsApart();
        Map<String, String> reasons = new TreeMap<>();
        Map<String, String> wanted = parsed(reasons);
        wanted.keySet().removeAll(reasons.keySet());
        reasons.putAll(new RouteCheck((ModelCamelContext) context).failures(wanted));
        return mistakes(reasons);
    }

    private Map<String, String> mistakes(Map<String, String> reasons) {
        Map<String, String> mistakes = new TreeMap<>();
        reasons.forEach((name, reason) -> mistakes.put(files.origin(name),
                "Route file " + files.origin(name) + ": " + reason + ". Correct or remove it."));
        return mistakes;
    }

    /** @param reasons gets, by file, why it cannot be read or does not parse */
    private Map<String, String> parsed(Map<String, String> reasons) throws IOException {
        Map<String, String> wanted = files.read(reasons);
        wanted.forEach((name, text) -> {
            try {
                routes.ids(name, text);
            } catch (Exception e) {
                reasons.put(name, Causes.reason(e));
            }
        });
        return wanted;
    }

    /** Compares the files with what runs and puts edits in place. */
    synchronized void refresh() {
        Map<String, String> unreadable = new TreeMap<>();
        try {
            Map<String, String> wanted = files.read(unreadable);
            Set<String> names = new TreeSet<>(running.keySet());
            names.addAll(wanted.keySet());
            names.removeAll(unreadable.keySet());
            for (String name : names) {
                String text = wanted.get(name);
                if (!Objects.equals(text, running.get(name)) && !Objects.equals(text, refused.getOrDefault(name, ""))) {
                    change(name, text);
                } else if (Objects.equals(text, running.get(name))) {
                    forget(name);
                }
            }
            refused.keySet().stream().filter(name -> !names.contains(name)).toList().forEach(this::forget);
        } catch (IOException | UncheckedIOException e) {
            unreadable.put("routes folder", e.toString());
        }
        unreadable.forEach((name, reason) -> {
            if (!reason.equals(notRead.get(name))) {
                LOG.errorf("Route file %s cannot be read: %s. What ran before goes on.", files.origin(name), reason);
            }
        });
        notRead = unreadable;
        Map<String, String> all = new TreeMap<>(problems);
        all.putAll(notRead);
        published = all;
    }

    private void forget(String name) {
        refused.remove(name);
        problems.remove(name);
    }

    /** Files whose last edit is not in place, with the reason. Never waits. */
    Map<String, String> problems() {
        return Map.copyOf(published);
    }

    /** Ids of all routes that the files in use hold. */
    synchronized Set<String> ids() {
        return routes.ids();
    }

    private void change(String name, String text) {
        Map<String, String> next = new TreeMap<>(running);
        try {
            if (text == null) {
                next.remove(name);
                routes.remove(name);
            } else {
                routes.ids(name, text);
                next.put(name, text);
                applyEdit(name, next);
            }
            running = next;
            forget(name);
            LOG.infof("Route file %s %s", name, text == null
                    ? "is gone, and its routes are stopped"
                    : "is in place, from " + files.origin(name) + ": " + routes.ids(name));
        } catch (Exception e) {
            refused.put(name, text == null ? "" : text);
            problems.put(name, Causes.reason(e));
            LOG.errorf("Route file %s is not in use: %s. What ran before goes on.", files.origin(name), Causes.reason(e));
            restore(name);
        }
    }

    private void applyEdit(String name, Map<String, String> next) throws Exception {
        if (RouteInstaller.holdsConfiguration(next.get(name))
                || RouteInstaller.holdsConfiguration(running.getOrDefault(name, ""))) {
            routes.applyAll(next);
        } else {
            routes.apply(name, next.get(name));
        }
    }

    private void restore(String name) {
        try {
            if (running.containsKey(name)) {
                applyEdit(name, running);
            } else {
                routes.remove(name);
            }
        } catch (Exception e) {
            LOG.errorf(e, "Route file %s could not be put back", name);
        }
    }
}
