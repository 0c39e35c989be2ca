package io.bactrian.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What is told of a request to whoever guards the server's connections: an event in the connection's pipeline. On its event loop.
 *
 * @param stream of HTTP/2; -1 over HTTP/1
 */
public record ConnectionUse(int stream, Kind kind) {
    /** What happens. */
    public enum Kind {
        /** Who sent the request may send a long body: it is read as it comes, and may take its time as long as it goes on. */
        LONG_BODY,
        /** Nobody reads the rest of its body. */
        BODY_DROPPED,
        /** Its client goes on taking the response. */
        RESPONSE_GOES_ON
    }

    static void tell(HttpServerRequest request, Kind kind) {
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channel().pipeline().fireUserEventTriggered(new ConnectionUse(request.streamId(), kind));
        }
    }
}
