package io.bactrian.delivery;

import java.util.Optional;

import io.bactrian.delivery.remote.Reference;

/**
 * What the tag or the alias of an order named when it was last resolved.
 *
 * @param from    what was resolved, with the version and the digest that the order has
 * @param to      what it named, as a URL that names the same for good
 * @param version that it is delivered as
 */
record Pin(String from, String to, int version) {
    static String from(Order order) {
        return order.source().place() + " " + order.version() + " " + order.sha256();
    }

    boolean of(Order order) {
        return from.equals(from(order));
    }

    /** Empty where the note of it cannot be used. */
    Optional<Order> apply(Order order) {
        try {
            return Reference.of(to).map(reference -> order.resolved(version, new OrderSource.Stored(reference)))
                    .filter(resolved -> !resolved.open());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
