package io.bactrian.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** One reader of a device's answers. What waits for it is bounded: a reader that does not keep up is cut off. */
final class AnswerStream implements ResponseStream {
    private static final int MOST_WAITING_BYTES = 256 << 10;
    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private final AnswerStreams streams;
    private final String device;
    private final Duration interval;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Context loop;
    private HttpServerRequest request;
    private HttpServerResponse response;
    private long heartbeat;

    AnswerStream(AnswerStreams streams, String device, Duration interval) {
        this.streams = streams;
        this.device = device;
        this.interval = interval;
    }

    String device() {
        return device;
    }

    @Override
    public void begin(RoutingContext routing) {
        request = routing.request();
        response = routing.response();
        loop = routing.vertx().getOrCreateContext();
        if (response.closed() || response.ended()) {
            return;
        }
        if (!streams.begun(this)) {
            response.setStatusCode(503).putHeader("Retry-After", "1").end();
            return;
        }
        response.closeHandler(closed -> end(false));
        response.exceptionHandler(failure -> end(false));
        response.setChunked(true).putHeader(Exchange.CONTENT_TYPE, "text/event-stream").putHeader("Cache-Control", "no-store");
        heartbeat = routing.vertx().setPeriodic(interval.toMillis(), tick -> write(HEARTBEAT));
        write(HEARTBEAT);
    }

    /** Any thread. */
    void offer(byte[] frame) {
        if (!reserve(frame.length)) {
            loop.runOnContext(slow -> cutOff());
            return;
        }
        loop.runOnContext(write -> writeReserved(Buffer.buffer(frame)));
    }

    private boolean reserve(int bytes) {
        if (waiting.addAndGet(bytes) <= MOST_WAITING_BYTES) {
            return true;
        }
        waiting.addAndGet(-bytes);
        return false;
    }

    private void write(Buffer frame) {
        if (reserve(frame.length())) {
            writeReserved(frame);
        }
    }

    private void writeReserved(Buffer frame) {
        if (!ended.get()) {
            response.write(frame).onComplete(written -> waiting.addAndGet(-frame.length()));
        }
    }

    private void cutOff() {
        if (end(true)) {
            request.connection().close();
        }
    }

    private boolean end(boolean tooSlow) {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        loop.owner().cancelTimer(heartbeat);
        streams.ended(this, tooSlow);
        return true;
    }
}
