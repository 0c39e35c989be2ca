package io.bactrian.http;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Camel's engine for {@code platform-http:} and {@code rest:} on Vert.x, with consumers of our own: no thread waits for a route to end. */
public final class AsyncHttpEngine extends VertxPlatformHttpEngine {
    /** Bytes of a request for inference that may begin on an event loop: what they may hold takes a few milliseconds to read at most. */
    public static final int MOST_ON_EVENT_LOOP = 64 << 10;

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new AsyncHttpConsumer(endpoint, processor, getHandlers(),
                VertxPlatformHttpRouter.getRouterNameFromPort(getServerPort()));
    }
}
