package io.bactrian.page;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelInternalProcessorAdvice;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.LifecycleStrategySupport;

import io.micrometer.core.instrument.Timer;

/**
 * How many messages each route has ended, how many failed, and how long they took, while somebody looks. While nobody does, a message costs
 * one read of a flag a route. Any thread.
 */
final class RouteFigures extends LifecycleStrategySupport {
    private final RecentTimes recent = new RecentTimes();
    private final Map<String, OfRoute> routes = new ConcurrentHashMap<>();
    private volatile boolean watched;

    /** Counts since somebody looks, and the times of the last seconds. */
    static final class OfRoute {
        private final LongAdder errors = new LongAdder();
        private final Timer times;

        private OfRoute(Timer times) {
            this.times = times;
        }

        Timer times() {
            return times;
        }

        long errors() {
            return errors.sum();
        }
    }

    /** A route's place in the path of its messages. Camel hands the time of {@link #before} on to {@link #after}. */
    private final class Watch implements CamelInternalProcessorAdvice<Long> {
        private final String route;

        Watch(String route) {
            this.route = route;
        }

        @Override
        public Long before(Exchange exchange) {
            return watched ? System.nanoTime() : null;
        }

        @Override
        public void after(Exchange exchange, Long begun) {
            if (begun != null && watched) {
                OfRoute figures = routes.computeIfAbsent(route, RouteFigures.this::begin);
                figures.times.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                if (exchange.isFailed()
                        || route.equals(exchange.getFromRouteId()) && ExchangeHelper.isFailureHandled(exchange)) {
                    figures.errors.increment();
                }
            }
        }
    }

    private OfRoute begin(String route) {
        return new OfRoute(recent.of(route));
    }

    /** Before the route takes its first message. */
    @Override
    public void onRoutesAdd(Collection<Route> added) {
        for (Route route : added) {
            if (route.getProcessor() instanceof InternalProcessor processor && processor.getAdvice(Watch.class) == null) {
                processor.addAdvice(new Watch(route.getRouteId()));
            }
        }
    }

    void watch(boolean now) {
        watched = now;
        if (!now) {
            recent.clear();
            routes.clear();
        }
    }

    /** Null where nothing has come since somebody looks. */
    OfRoute of(String route) {
        return routes.get(route);
    }
}
