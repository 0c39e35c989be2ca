package io.bactrian.ops.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.bactrian.http.LastingRequests;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * The requests of one connection of HTTP/2. Each must be whole in time after its head, and all bodies, until they are answered, must fit
 * the budget that connections share; else that request's stream ends, and the connection goes on. A {@link Continuous} one may
 * last, once that is permitted, until its response has ended, as long as the other end answers; of its body, what is not read or no whole
 * message counts. On the connection's event loop.
 */
final class Http2Requests extends Http2ConnectionAdapter {
    private static final Duration PING = Duration.ofSeconds(10);

    private final Http2ConnectionHandler handler;
    private final ChannelHandlerContext context;
    private final BodyBudget bodies;
    private final Duration timeout;
    private final Runnable whole;
    private final PeerCheck peer;
    private final Map<Integer, Request> requests = new HashMap<>();

    private Http2Requests(Http2ConnectionHandler handler, ChannelHandlerContext context, BodyBudget bodies, Duration timeout,
            Runnable whole) {
        this.handler = handler;
        this.context = context;
        this.bodies = bodies;
        this.timeout = timeout;
        this.whole = whole;
        peer = new PeerCheck(handler, context, timeout.compareTo(PING) < 0 ? timeout : PING);
    }

    /** A request that is not answered yet. */
    private static final class Request {
        private Future<?> deadline;
        private long held;
        private Continuous continuous;
        private boolean lasting;
    }

    /**
     * @param timeout from a request's head to its end
     * @param whole   called when a request, or a message of a continuous one, is here
     */
    static void install(ChannelPipeline pipeline, BodyBudget bodies, Duration timeout, Runnable whole) {
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        Http2Requests requests = new Http2Requests(handler, pipeline.context(handler), bodies, timeout, whole);
        handler.connection().addListener(requests);
        requests.countBodies();
        LastingRequests.on(pipeline.channel(), requests::permit);
    }

    private void permit(int stream) {
        Request request = requests.get(stream);
        if (request != null && request.continuous != null && !request.lasting) {
            request.lasting = true;
            end(request);
            peer.begin();
        }
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
            begin(request, stream.id());
        } else {
            whole.run();
        }
    }

    private void begin(Request request, int stream) {
        request.deadline = context.executor().schedule(() -> reset(stream, Http2Error.CANCEL), timeout.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
        Request request = requests.get(stream.id());
        if (!stream.state().remoteSideOpen()) {
            end(request);
            whole.run();
        } else if (request != null && request.lasting) { // its response has ended
            begin(request, stream.id());
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Request request = requests.remove(stream.id());
        if (request != null) {
            end(request);
            bodies.release(request.held);
            if (request.lasting) {
                peer.end();
            }
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
        public void onHeadersRead(ChannelHandlerContext from, int stream, Http2Headers headers, int padding, boolean last)
                throws Http2Exception {
            headersRead(stream, headers, last);
            super.onHeadersRead(from, stream, headers, padding, last);
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext from, int stream, Http2Headers headers, int dependency, short weight,
                boolean exclusive, int padding, boolean last) throws Http2Exception {
            headersRead(stream, headers, last);
            super.onHeadersRead(from, stream, headers, dependency, weight, exclusive, padding, last);
        }

        private void headersRead(int stream, Http2Headers headers, boolean last) {
            Request request = requests.get(stream);
            if (request != null && request.continuous == null && !last && Continuous.is(headers)) {
                request.continuous = new Continuous();
            }
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext from, long data) throws Http2Exception {
            if (!peer.answered(data)) {
                super.onPingAckRead(from, data);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext from, int stream, ByteBuf data, int padding, boolean last)
                throws Http2Exception {
            int bytes = data.readableBytes() + padding;
            Request request = requests.get(stream);
            if (request == null) {
                return super.onDataRead(from, stream, data, padding, last);
            }
            boolean accepted = request.continuous == null || request.continuous.accepts(data);
            if (!accepted || bytes > 0 && !bodies.reserve(bytes)) {
                reset(stream, Http2Error.ENHANCE_YOUR_CALM);
                return bytes;
            }
            request.held += bytes;
            int read = super.onDataRead(from, stream, data, padding, last);
            if (request.continuous != null && requests.get(stream) == request) {
                keep(request, stream, read);
            }
            return read;
        }

        /** Of what has come, only what is not read, or no whole message yet, takes room. */
        private void keep(Request request, int stream, int read) throws Http2Exception {
            int unread = handler.connection().local().flowController().unconsumedBytes(handler.connection().stream(stream));
            long kept = Math.max(unread - read, request.continuous.partial());
            bodies.release(request.held - kept);
            request.held = kept;
            if (request.continuous.partial() == 0) {
                whole.run();
            }
        }
    }
}
