package io.bactrian.grpc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultExchange;
import org.jboss.logging.Logger;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Hands the messages of one stream to their route: one after the other, off the event loop, without waiting for what becomes of them. */
final class DetectorCalls {
    private static final Logger LOG = Logger.getLogger(DetectorCalls.class);
    private static final String ROUTE = "direct:detect-property";

    private final CamelContext camel;
    private final Calls calls;
    private final Context loop = Vertx.currentContext();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    DetectorCalls(CamelContext camel, Calls calls) {
        this.camel = camel;
        this.calls = calls;
    }

    /** @param ended called on the stream's event loop with the exchange that has come to its end */
    void run(CallContext call, DeviceProperty property, Consumer<Exchange> ended) {
        Exchange exchange = new DefaultExchange(camel, ExchangePattern.InOut);
        call.attach(exchange);
        if (call.authorization() != null) {
            exchange.getMessage().setHeader("Authorization", call.authorization());
        }
        exchange.getMessage().setBody(property);
        begin(() -> calls.process(ROUTE, exchange, () -> onLoop(() -> ended.accept(exchange))));
    }

    private synchronized void begin(Runnable task) {
        tasks.add(task);
        if (!running) {
            running = true;
            if (loop == null) {
                drain();
            } else {
                loop.executeBlocking(() -> {
                    drain();
                    return null;
                }, false);
            }
        }
    }

    private void drain() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized Runnable next() {
        Runnable task = tasks.poll();
        running = task != null;
        return task;
    }

    void onLoop(Runnable task) {
        if (loop == null) {
            task.run();
        } else {
            loop.runOnContext(now -> task.run());
        }
    }

    /**
     * Runs it later, on the stream's event loop, where it has one.
     *
     * @return what cancels it
     */
    Runnable after(Duration time, Runnable task) {
        if (loop == null) {
            return () -> {
            };
        }
        long timer = loop.owner().setTimer(Math.max(1, time.toMillis()), now -> task.run());
        return () -> loop.owner().cancelTimer(timer);
    }

    /** Why an exchange has no answer, where its route does not say it. */
    StatusRuntimeException failure(Exchange exchange) {
        Exception cause = exchange.getException();
        if (cause instanceof DirectConsumerNotAvailableException) {
            return Status.UNAVAILABLE.withDescription("the route of this call is not running, as while the service starts")
                    .asRuntimeException();
        }
        LOG.errorf(cause, "A property failed in %s", exchange.getFromRouteId());
        return Status.INTERNAL.withDescription("the service could not do this; its log says why").asRuntimeException();
    }
}
