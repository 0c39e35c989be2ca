package io.bactrian.grpc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import org.apache.camel.Exchange;

import io.bactrian.grpc.proto.AnomalyResponse;
import io.bactrian.grpc.proto.DevicePropertyData;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * One stream of a mapper. Its messages begin in their order and each has one response, in that order too. Another message is asked
 * for only when a response has been written to a client that reads: what is in work has a bound. A stream on which nothing moves, though
 * nothing is in work, ends; one without a message ends as any request. On one thread at a time.
 */
final class DetectorStream implements StreamObserver<DevicePropertyData> {
    private static final Duration FOR_TRAILERS = Duration.ofSeconds(10);

    private final DetectorSettings settings;
    private final ServerCallStreamObserver<AnomalyResponse> client;
    private final DetectorCalls calls;
    private final CallContext call;
    private final Runnable closed;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final IdleLimit idle;
    private int owed;
    private boolean whole;
    private boolean ended;

    private static final class Slot {
        private AnomalyResponse response;
        private StatusRuntimeException failure;
    }

    /** @param closed called once, when the stream has ended */
    DetectorStream(DetectorSettings settings, ServerCallStreamObserver<AnomalyResponse> client, DetectorCalls calls,
            CallContext call, Runnable closed) {
        this.settings = settings;
        this.client = client;
        this.calls = calls;
        this.call = call;
        this.closed = closed;
        call.client().onLeft(this::end);
        client.setOnCancelHandler(call.client()::left);
        client.setOnReadyHandler(this::respond);
        idle = new IdleLimit(calls, settings.idle(), () -> !slots.isEmpty() && !isDone(slots.peek()), this::stoodStill);
        client.disableAutoRequest();
        client.request(settings.waiting());
    }

    @Override
    public void onNext(DevicePropertyData data) {
        if (!ended) {
            Slot slot = new Slot();
            slots.add(slot);
            idle.moved();
            call.mayLast();
            calls.run(call, DeviceProperty.of(data, settings), exchange -> done(slot, exchange));
        }
    }

    /** All that came are still responded to. */
    @Override
    public void onCompleted() {
        whole = true;
        respond();
    }

    @Override
    public void onError(Throwable cause) {
        call.client().left();
    }

    private void end() {
        if (!ended) {
            ended = true;
            slots.clear();
            idle.end();
            closed.run();
        }
    }

    private void stoodStill() {
        fail(Status.UNAVAILABLE.withDescription("the stream has stood still for " + settings.idle().toSeconds()
                + " s (bactrian.detector.idle); open another one when there is something to send").asRuntimeException());
    }

    /** A client that does not read does not get to the end by itself. */
    private void fail(StatusRuntimeException why) {
        end();
        client.onError(why);
        calls.after(FOR_TRAILERS, call::cut);
    }

    private void done(Slot slot, Exchange exchange) {
        try {
            slot.response = response(exchange);
        } catch (StatusRuntimeException e) {
            slot.failure = e;
        }
        respond();
    }

    private void respond() {
        while (!ended && client.isReady() && !slots.isEmpty() && isDone(slots.peek())) {
            Slot slot = slots.remove();
            if (slot.failure != null) {
                fail(slot.failure);
                return;
            }
            client.onNext(slot.response);
            idle.moved();
            owed++;
        }
        if (!ended && owed > 0) {
            int more = owed;
            owed = 0;
            client.request(more);
        }
        if (!ended && whole && slots.isEmpty()) {
            end();
            client.onCompleted();
        }
    }

    private static boolean isDone(Slot slot) {
        return slot.response != null || slot.failure != null;
    }

    /** @throws StatusRuntimeException where the stream cannot go on */
    private AnomalyResponse response(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof DetectorAnswer answer) {
            return response(answer.refused() ? "error" : status(answer.label()), answer.text());
        }
        StatusRuntimeException failure = body instanceof StatusRuntimeException said ? said : calls.failure(exchange);
        Status.Code code = failure.getStatus().getCode();
        if (code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED
                || code == Status.Code.FAILED_PRECONDITION) {
            throw failure;
        }
        return response("error", failure.getStatus().getDescription());
    }

    private String status(String label) {
        return label == null || settings.normal().matcher(label).matches() ? "ok" : label;
    }

    private static AnomalyResponse response(String status, String message) {
        return AnomalyResponse.newBuilder().setStatus(status).setMessage(message == null ? "" : message)
                .setTimestamp(Instant.now().toString()).build();
    }
}
