package io.bactrian.page;

import java.util.Arrays;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.spool.SpoolHistory;
import io.bactrian.spool.SpoolStatus;
import io.bactrian.spool.Spools;

/** How full each spool is now, and was in the last hour. Any thread; it does not wait for the disk. */
record SpoolView(Spools spools, SpoolHistory history) implements LiveViews.View {
    private static final double MILLIS = 1e3;

    /** With the last hour. */
    ArrayNode all() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        spools.status().forEach(status -> all.add(now(status).set("history", samples(history.of(status.name())))));
        return all;
    }

    @Override
    public ArrayNode event() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        spools.status().forEach(status -> all.add(now(status)));
        return all;
    }

    private static ObjectNode now(SpoolStatus status) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", status.name())
                .put("records", status.waitingRecords()).put("bytes", status.waitingBytes()).put("maxBytes", status.maxBytes())
                .put("overflowPolicy", status.overflowPolicy().text()).put("oldestSeconds", status.oldestAgeMillis() / MILLIS)
                .put("accepted", status.accepted()).put("delivered", status.delivered())
                .put("dropped", status.droppedOldest() + status.droppedNewest()).put("refused", status.refused())
                .put("full", status.blocked()).put("healthy", status.healthy());
        if (!status.healthy() && status.lastError() != null) {
            node.put("error", status.lastError());
        }
        if (status.deliveryError() != null) {
            node.put("deliveryError", status.deliveryError());
        }
        return node;
    }

    private static ObjectNode samples(SpoolHistory.Samples samples) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        numbers(node.putArray("at"), samples.at());
        numbers(node.putArray("records"), samples.records());
        numbers(node.putArray("bytes"), samples.bytes());
        ArrayNode age = node.putArray("oldestSeconds");
        Arrays.stream(samples.ageMillis()).forEach(millis -> age.add(millis / MILLIS));
        return node;
    }

    private static void numbers(ArrayNode node, long[] values) {
        Arrays.stream(values).forEach(node::add);
    }
}
