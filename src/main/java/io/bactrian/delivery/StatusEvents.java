package io.bactrian.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Publishes each change of an order's state, and each tenth of its bytes. One thread. */
public final class StatusEvents {
    private static final String WITHDRAWN = "withdrawn";

    private final Consumer<OrderStatus> out;
    private final Map<String, OrderStatus> published = new HashMap<>();

    /** @param out throws where an event is to be published again */
    public StatusEvents(Consumer<OrderStatus> out) {
        this.out = out;
    }

    /** @throws RuntimeException of the first that could not be published; it comes again with the next call, if it still holds */
    public void publish(List<OrderStatus> now) {
        for (OrderStatus status : now) {
            OrderStatus before = published.get(status.order());
            if (!status.model().isEmpty() && !(status.sameState(before) && tenth(status) == tenth(before))) {
                out.accept(status);
                published.put(status.order(), status);
            }
        }
        Set<String> ids = now.stream().map(OrderStatus::order).collect(Collectors.toSet());
        for (OrderStatus gone : List.copyOf(published.values())) {
            if (!ids.contains(gone.order())) {
                out.accept(new OrderStatus(gone.order(), gone.model(), gone.version(), WITHDRAWN, null, 0, -1, gone.since()));
                published.remove(gone.order());
            }
        }
    }

    private static long tenth(OrderStatus status) {
        return status.total() > 0 ? status.bytes() * 10 / status.total() : 0;
    }
}
