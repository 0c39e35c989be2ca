package io.bactrian.ops;

import java.util.Optional;

/** Keys of inference over HTTP and gRPC. */
interface InferenceConfiguration {
    /**
     * whoever sends it may ask for <a href="interfaces.md#inference-over-http">inference</a>; its file is read again when it
     * changes. Without it, whoever reaches a loopback address, and nobody where {@code quarkus.http.host} is another
     */
    Optional<Literal> token();
}
