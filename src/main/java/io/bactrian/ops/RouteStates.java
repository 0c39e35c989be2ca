package io.bactrian.ops;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.RouteRestartingFailureEvent;
import org.apache.camel.spi.CamelEvent.RouteStartedEvent;
import org.apache.camel.spi.RouteError;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.jboss.logging.Logger;

/**
 * Which routes should run and do not, and why. Every route should that starts by itself, shipped or a user's. {@link #look} from one
 * thread at a time, the rest from any.
 */
final class RouteStates extends SimpleEventNotifierSupport {
    private static final Logger LOG = Logger.getLogger(RouteStates.class);

    private static final String TRIED_AGAIN = "; starting it is tried again until it runs: remove what is in its way";

    private final CamelContext context;
    private final Map<String, Throwable> causes = new ConcurrentHashMap<>();
    private volatile Map<String, String> stopped;

    RouteStates(CamelContext context) {
        this.context = context;
        setupIgnore(true);
        setIgnoreRouteEvents(false);
        context.getManagementStrategy().addEventNotifier(this);
    }

    /** What the supervising route controller says of its attempts; it says each to nobody else. */
    @Override
    public void notify(CamelEvent event) {
        if (event instanceof RouteRestartingFailureEvent failed && failed.getCause() != null) {
            causes.put(failed.getRoute().getRouteId(), failed.getCause());
        } else if (event instanceof RouteStartedEvent started) {
            causes.remove(started.getRoute().getRouteId());
            list(started.getRoute());
        }
    }

    /** Camel 4.17 forgets to list a route whose producer could not start at first: it runs, and the context does not have it. */
    private void list(Route route) {
        if (context.getRoute(route.getRouteId()) == null) {
            context.getCamelContextExtension().addRoute(route);
        }
    }

    /**
     * Looks at all routes, and logs those that have stopped or run again.
     *
     * @param expected ids of routes that must be there
     */
    void look(Collection<String> expected) {
        if (context.getStatus() != ServiceStatus.Started) {
            return;
        }
        Map<String, String> now = new TreeMap<>();
        for (Route route : context.getRoutes()) {
            ServiceStatus status = context.getRouteController().getRouteStatus(route.getRouteId());
            if (!status.isStarted() && !status.isStarting() && startsByItself(route.getRouteId())) {
                now.put(route.getRouteId(), trouble(route, status));
            }
        }
        expected.stream().filter(id -> context.getRoute(id) == null).forEach(id -> now.put(id, missing(id)));
        Map<String, String> before = looked() ? stopped : Map.of();
        stopped = Map.copyOf(now);
        log(before, now);
    }

    /** By its definition: of the route itself, the supervising route controller says that it does not. */
    private boolean startsByItself(String id) {
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(id);
        return definition == null || definition.getAutoStartup() == null
                || !Boolean.FALSE.equals(CamelContextHelper.parseBoolean(context, definition.getAutoStartup()));
    }

    private String missing(String id) {
        Throwable cause = causes.get(id);
        return cause == null
                ? "it is in a route file and does not exist: save the file again, or restart the service"
                : Causes.reason(cause) + TRIED_AGAIN;
    }

    private String trouble(Route route, ServiceStatus status) {
        Throwable cause = causes.get(route.getRouteId());
        RouteError last = route.getLastError();
        if (cause == null && last != null) {
            cause = last.getException();
        }
        if (cause == null) {
            return status + ": somebody or something stopped it, and nothing starts it again: restart the service";
        }
        boolean supervised = context.getRouteController().isSupervising()
                && context.getRouteController().supervising().getRestartingRouteState(route.getRouteId()) != null;
        return status + ": " + Causes.reason(cause)
                + (supervised ? TRIED_AGAIN : "; remove the cause and restart the service");
    }

    private void log(Map<String, String> before, Map<String, String> now) {
        now.forEach((id, trouble) -> {
            if (!trouble.equals(before.get(id))) {
                LOG.errorf(before.containsKey(id) ? null : causes.get(id), "Route %s does not run. %s", id, trouble);
            }
        });
        before.keySet().stream().filter(id -> !now.containsKey(id) && context.getRoute(id) != null)
                .forEach(id -> LOG.infof("Route %s runs", id));
    }

    /** Whether all routes have been started once, be it with success or not. */
    boolean looked() {
        return stopped != null;
    }

    /** By id, routes that should run and do not, with the reason and what to do. */
    Map<String, String> stopped() {
        return looked() ? new TreeMap<>(stopped) : Map.of();
    }
}
