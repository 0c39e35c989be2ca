package io.bactrian.ops;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import org.apache.camel.component.direct.DirectConsumerNotAvailableException;

import io.bactrian.flow.Retries.ServiceFailures;
import io.bactrian.infer.batch.QueueFull;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.spool.SpoolClosedException;
import io.bactrian.spool.SpoolFullException;

/** The failures that are the service's whatever the message: they are in packages that the steps do not know. */
final class KnownServiceFailures implements ServiceFailures {
    private static final int MOST_CAUSES = 100;
    private static final List<Class<? extends Throwable>> KNOWN = List.of(ModelUnavailable.class, QueueFull.class,
            SpoolFullException.class, SpoolClosedException.class, DirectConsumerNotAvailableException.class,
            RejectedExecutionException.class, OutOfMemoryError.class);

    @Override
    public boolean test(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES)
                .anyMatch(cause -> KNOWN.stream().anyMatch(type -> type.isInstance(cause)));
    }
}
