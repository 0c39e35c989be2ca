package io.bactrian.delivery;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/** Adds to the status of an order that is delivered what has become of its version since. One thread. */
final class RolloutView {
    private final Deliveries.Models models;
    private final Clock clock;
    private final Map<String, OrderStatus> last = new HashMap<>();

    RolloutView(Deliveries.Models models, Clock clock) {
        this.models = models;
        this.clock = clock;
    }

    OrderStatus of(OrderStatus order) {
        if (!order.state().equals(DeliveryState.DELIVERED.text())) {
            last.remove(order.order());
            return order;
        }
        ModelStatus model = models.status(order.model());
        VersionStatus version = model == null
                ? null
                : model.versions().stream().filter(one -> one.version() == order.version()).findFirst().orElse(null);
        if (version == null) {
            return order;
        }
        OrderStatus now = new OrderStatus(order.order(), order.model(), order.version(), version.state().text(),
                version.reason(),
                order.bytes(), order.total(), clock.instant());
        OrderStatus before = last.get(order.order());
        if (now.sameState(before)) {
            return before;
        }
        last.put(order.order(), now);
        return now;
    }
}
