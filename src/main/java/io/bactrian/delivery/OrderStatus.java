package io.bactrian.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An order at one moment.
 *
 * @param order  its id
 * @param state  where its delivery stands, or once it is delivered, the state of the version in its rollout, as it is written
 * @param reason why, in a sentence; null where the state says it all
 * @param bytes  that have come
 * @param total  that will come; -1 where that is not known
 * @param since  when the state began
 */
public record OrderStatus(String order, String model, int version, String state, String reason, long bytes, long total,
        Instant since) {
    /** Whether somebody has to do something. */
    public boolean troubled() {
        return state.equals(DeliveryState.RETRYING.text()) || state.equals(DeliveryState.REJECTED.text())
                || state.equals("rolled-back");
    }

    /** Of an order that cannot be used; what it was before, where that is the same. */
    static OrderStatus unusable(String id, String reason, List<OrderStatus> before, Instant at) {
        OrderStatus now = new OrderStatus(id, "", 0, DeliveryState.REJECTED.text(), reason, 0, -1, at);
        return before.stream().filter(one -> one.order().equals(id) && now.sameState(one)).findFirst().orElse(now);
    }

    boolean sameState(OrderStatus other) {
        return other != null && state.equals(other.state) && Objects.equals(reason, other.reason);
    }
}
