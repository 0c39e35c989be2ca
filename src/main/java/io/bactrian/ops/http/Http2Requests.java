package io.bactrian.ops.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.bactrian.http.ConnectionUse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * The requests of one connection of HTTP/2. Each must be whole ten seconds after its head, and all bodies, until they are answered, must
 * fit the budget that connections share; else that request's stream ends, and the connection goes on. On the connection's event loop.
 */
final class Http2Requests extends Http2ConnectionAdapter {
    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext context;
    private final BodyBudget bodies;
    private final Runnable whole;
    private final Map<Integer, Request> requests = new HashMap<>();

    private Http2Requests(Http2ConnectionHandler handler, ChannelHandlerContext context, BodyBudget bodies, Runnable whole) {
        this.handler = handler;
        this.context = context;
        this.bodies = bodies;
        this.whole = whole;
    }

    /** A request that is not answered yet. */
    private static final class Request {
        private Future<?> deadline;
        private long held;
        private boolean longBody;
        private long come;
    }

    /** @param whole called when a request is here */
    static Http2Requests install(ChannelPipeline pipeline, BodyBudget bodies, Runnable whole) {
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        Http2Requests requests = new Http2Requests(handler, pipeline.context(handler), bodies, whole);
        handler.connection().addListener(requests);
        requests.countBodies();
        return requests;
    }

    /** What comes of a long body is not kept, and the client sends no more than a window that nobody has taken yet. */
    void used(ConnectionUse use) {
        Request request = requests.get(use.stream());
        if (request != null && use.kind() == ConnectionUse.Kind.LONG_BODY) {
            request.longBody = true;
            bodies.release(request.held);
            request.held = 0;
            if (request.deadline != null) {
                awaitMore(use.stream(), request);
            }
        }
    }

    private void awaitMore(int stream, Request request) {
        end(request);
        request.come = 0;
        request.deadline = context.executor().schedule(() -> {
            if (request.come < RequestGuard.LEAST) {
                reset(stream, Http2Error.CANCEL);
            } else {
                awaitMore(stream, request);
            }
        }, RequestGuard.LONG_SECONDS, TimeUnit.SECONDS);
    }

    private void countBodies() {
        Http2FrameListener server = handler.decoder().frameListener();
        if (!(server instanceof Bodies)) {
            handler.decoder().frameListener(new Bodies(server));
        }
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        Request request = new Request();
        requests.put(stream.id(), request);
        if (stream.state().remoteSideOpen()) {
            request.deadline = context.executor().schedule(() -> reset(stream.id(), Http2Error.CANCEL), RequestGuard.SECONDS,
                    TimeUnit.SECONDS);
        } else {
            whole.run();
        }
    }

    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
        if (!stream.state().remoteSideOpen()) {
            end(requests.get(stream.id()));
            whole.run();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Request request = requests.remove(stream.id());
        if (request != null) {
            end(request);
            bodies.release(request.held);
        }
    }

    private static void end(Request request) {
        if (request != null && request.deadline != null) {
            request.deadline.cancel(false);
            request.deadline = null;
        }
    }

    private void reset(int stream, Http2Error why) {
        handler.resetStream(context, stream, why.code(), context.newPromise());
        context.flush();
    }

    /** Counts the bytes of bodies before anybody keeps them. */
    private final class Bodies extends Http2FrameListenerDecorator {
        Bodies(Http2FrameListener server) {
            super(server);
        }

        /** Vert.x puts another listener in place at the first settings. */
        @Override
        public void onSettingsRead(ChannelHandlerContext from, Http2Settings settings) throws Http2Exception {
            super.onSettingsRead(from, settings);
            countBodies();
        }

        @Override
        public int onDataRead(ChannelHandlerContext from, int stream, ByteBuf data, int padding, boolean last)
                throws Http2Exception {
            int bytes = data.readableBytes() + padding;
            Request request = requests.get(stream);
            if (request != null && request.longBody) {
                request.come += bytes;
            } else if (request != null && bytes > 0) {
                if (!bodies.reserve(bytes)) {
                    reset(stream, Http2Error.ENHANCE_YOUR_CALM);
                    return bytes;
                }
                request.held += bytes;
            }
            return super.onDataRead(from, stream, data, padding, last);
        }
    }
}
