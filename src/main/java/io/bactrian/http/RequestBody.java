package io.bactrian.http;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * The body of a request, not read yet: the body of exchanges of {@code platform-http:} endpoints with {@code useBodyHandler=false}. No
 * more than a few pieces are in memory; the client waits until they are taken.
 */
public final class RequestBody {
    private static final int PIECES = 4;
    private static final long LONGEST_PAUSE_SECONDS = 60;
    private static final Buffer END = Buffer.buffer();

    /** The client sends no more. */
    public static final class EndedEarly extends IOException {
        private static final long serialVersionUID = 1;

        EndedEarly(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final HttpServerRequest request;
    private final Context loop;
    private final BlockingQueue<Object> come = new LinkedBlockingQueue<>();
    private boolean accepted;

    /** On the connection's event loop. */
    RequestBody(RoutingContext routing) {
        request = routing.request();
        loop = routing.vertx().getOrCreateContext();
        request.pause();
        request.exceptionHandler(come::add);
        request.endHandler(ended -> come.add(END));
        request.handler(come::add);
    }

    /** Bytes that its length says; -1 where it has none, or they are compressed. */
    public long length() {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null || request.getHeader(HttpHeaderNames.CONTENT_ENCODING) != null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * The client may send it, and wait for the response, however long that takes; over HTTP/1 the connection ends with that. Once, from
     * any thread.
     */
    public void accept() {
        loop.runOnContext(now -> {
            accepted = true;
            ConnectionUse.tell(request, ConnectionUse.Kind.LONG_BODY);
            if (request.version() != HttpVersion.HTTP_2 && !request.response().headWritten()) {
                request.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            boolean waits = HttpHeaderValues.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT));
            if (waits && !request.isEnded() && !request.response().ended()) {
                request.response().writeContinue();
            }
            request.fetch(PIECES);
        });
    }

    /**
     * Waits for the next piece, a minute at most: on a thread that nobody else needs.
     *
     * @return null at the end
     * @throws EndedEarly where the client has gone, or sends nothing
     */
    public byte[] next() throws EndedEarly, InterruptedException {
        Object piece = come.poll(LONGEST_PAUSE_SECONDS, TimeUnit.SECONDS);
        if (piece == null) {
            throw new EndedEarly("the client has sent nothing for " + LONGEST_PAUSE_SECONDS + " s", null);
        }
        if (piece instanceof Throwable gone) {
            throw new EndedEarly("the client has gone: " + gone.getMessage(), gone);
        }
        if (piece == END) {
            return null;
        }
        loop.runOnContext(now -> request.fetch(1));
        return ((Buffer) piece).getBytes();
    }

    /**
     * The response is written. What comes of the body from now on is dropped: to close in its midst might lose the response. A connection
     * that was left without limits of time ends. On the event loop.
     */
    void drop() {
        if (request.version() == HttpVersion.HTTP_2) {
            if (!request.isEnded()) {
                request.response().reset();
            }
        } else if (!request.isEnded()) {
            ConnectionUse.tell(request, ConnectionUse.Kind.BODY_DROPPED);
            request.handler(dropped -> {
            }).resume();
        } else if (accepted) {
            request.connection().close();
        }
    }
}
