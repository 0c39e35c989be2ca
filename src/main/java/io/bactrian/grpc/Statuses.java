package io.bactrian.grpc;

import io.bactrian.http.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** How failures are said over gRPC. */
final class Statuses {
    private static final Metadata.Key<String> PUSHBACK = Metadata.Key.of("grpc-retry-pushback-ms",
            Metadata.ASCII_STRING_MARSHALLER);
    private static final String MILLIS_TO_WAIT = "1000";

    private Statuses() {
    }

    /** The failure as a status; where it may be tried again, with the time to wait. */
    static StatusRuntimeException of(Failure failure) {
        Status status = code(failure).toStatus().withDescription(failure.message());
        if (failure.status() != 503 && failure.status() != 429) {
            return status.asRuntimeException();
        }
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK, MILLIS_TO_WAIT);
        return status.asRuntimeException(trailers);
    }

    private static Status.Code code(Failure failure) {
        return switch (failure.status()) {
            case 400 -> Status.Code.INVALID_ARGUMENT;
            case 401 -> Status.Code.UNAUTHENTICATED;
            case 403 -> Status.Code.PERMISSION_DENIED;
            case 404 -> Status.Code.NOT_FOUND;
            case 409 -> Status.Code.FAILED_PRECONDITION;
            case 429 -> Status.Code.RESOURCE_EXHAUSTED;
            case 503 -> failure.full() ? Status.Code.RESOURCE_EXHAUSTED : Status.Code.UNAVAILABLE;
            case 504 -> Status.Code.DEADLINE_EXCEEDED;
            case Failure.CLIENT_GONE -> Status.Code.CANCELLED;
            default -> Status.Code.INTERNAL;
        };
    }
}
