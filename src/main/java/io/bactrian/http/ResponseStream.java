package io.bactrian.http;

import io.vertx.ext.web.RoutingContext;

/** A response that goes on after its route has ended: a route's body of this type begins it. */
interface ResponseStream {
    /** On the connection's event loop; must not wait. */
    void begin(RoutingContext request);
}
