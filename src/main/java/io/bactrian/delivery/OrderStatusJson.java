package io.bactrian.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How an order's status is written as JSON; docs/control.md has the shape. A number that is not known is left out. */
public final class OrderStatusJson {
    private OrderStatusJson() {
    }

    public static ObjectNode of(OrderStatus status) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("order", status.order());
        if (status.version() > 0) {
            node.put("model", status.model()).put("version", Integer.toString(status.version()));
        }
        node.put("state", status.state());
        if (status.reason() != null) {
            node.put("reason", status.reason());
        }
        node.put("since", status.since().toString());
        if (status.bytes() > 0) {
            node.put("bytes", status.bytes());
        }
        if (status.total() >= 0) {
            node.put("total", status.total());
        }
        return node;
    }

    static String text(OrderStatus status) {
        return of(status).toString();
    }
}
