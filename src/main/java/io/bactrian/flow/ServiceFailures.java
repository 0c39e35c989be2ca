package io.bactrian.flow;

import java.util.function.Predicate;

/** Whether a failure is known to be one of the service, whatever the message: no model in service, a full queue, a disk that cannot be written. */
@FunctionalInterface
public interface ServiceFailures extends Predicate<Throwable> {
}
