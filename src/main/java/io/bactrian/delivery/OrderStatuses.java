package io.bactrian.delivery;

import java.util.List;

/** Gives the status of each order for this node. Any thread; never waits. */
@FunctionalInterface
public interface OrderStatuses {
    /** By id; none where nothing is delivered. */
    List<OrderStatus> all();
}
