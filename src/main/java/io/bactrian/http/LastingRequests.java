package io.bactrian.http;

import java.util.function.IntConsumer;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Requests over HTTP/2 that may last for as long as their client likes, where what serves them bounds them. */
public final class LastingRequests {
    private static final AttributeKey<IntConsumer> PERMIT = AttributeKey.valueOf("bactrian.lasting");

    private LastingRequests() {
    }

    /** @param permit lets the request of a stream last; called on the connection's event loop */
    public static void on(Channel connection, IntConsumer permit) {
        connection.attr(PERMIT).set(permit);
    }

    /** Lets the request last. On its event loop. */
    public static void permit(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            IntConsumer permit = connection.channel().attr(PERMIT).get();
            if (permit != null) {
                permit.accept(request.streamId());
            }
        }
    }
}
