package io.bactrian.announced;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.SignatureCheck;
import io.bactrian.delivery.NodeSelector;
import io.bactrian.delivery.Order;
import io.bactrian.delivery.OrderSource;
import io.bactrian.delivery.Withdrawal;
import io.bactrian.rollout.Promote;
import io.bactrian.text.Excerpt;

/**
 * What all announcements together ask of a node. What is wrong with one is its own.
 *
 * @param unusable what is wrong, by the ids that the orders would have
 * @param refused  those of it of which the version is known
 * @param late     announcements whose time was over before they were fetched
 */
record Interpretation(List<Order> orders, List<Withdrawal> withdrawals, Map<String, String> unusable, List<Refusal> refused,
        int late) {
    static final Interpretation NONE = new Interpretation(List.of(), List.of(), Map.of(), List.of(), 0);
    private static final String ID = "announced/";
    private static final int LONGEST_ID = 150;

    /**
     * @param all       values by keys, as they came
     * @param mine      whether a selector selects this node
     * @param delivered whether what was announced is there already
     */
    static Interpretation of(Map<String, byte[]> all, SignatureCheck check, Predicate<NodeSelector> mine,
            Predicate<Order> delivered, Instant now) {
        List<Order> orders = new ArrayList<>();
        List<Withdrawal> withdrawals = new ArrayList<>();
        Map<String, String> unusable = new HashMap<>();
        List<Refusal> refused = new ArrayList<>();
        int late = 0;
        for (Map.Entry<String, byte[]> entry : new TreeMap<>(all).entrySet()) {
            String id = ID + Excerpt.visible(entry.getKey().replace('/', '-'), LONGEST_ID);
            Announcement said;
            try {
                said = read(entry.getKey(), entry.getValue());
            } catch (IOException e) {
                unusable.put(id, e.getMessage());
                continue;
            }
            NodeSelector nodes = new NodeSelector(said.nodes().names(), said.nodes().labels(), said.nodes().devices());
            if (said.withdrawn()) {
                withdrawals.add(new Withdrawal(said.model(), said.version(), said.sha256()));
            } else if (mine.test(nodes)) {
                try {
                    Order order = order(id, said, nodes, check);
                    boolean over = said.until() != null && now.isAfter(said.until()) && !delivered.test(order);
                    late += over ? 1 : 0;
                    orders.addAll(over ? List.of() : List.of(order));
                } catch (IllegalArgumentException e) {
                    unusable.put(id, e.getMessage());
                    refused.add(new Refusal(said.model(), said.version(), e.getMessage()));
                }
            }
        }
        return new Interpretation(List.copyOf(orders), List.copyOf(withdrawals), Map.copyOf(unusable), List.copyOf(refused),
                late);
    }

    private static Announcement read(String key, byte[] value) throws IOException {
        Announcement said = AnnouncementJson.read(value);
        if (!said.key().equals(key)) {
            throw new IOException(
                    "its key is " + Excerpt.quoted(key) + ", and it is of " + said.key() + "; expected the same in both");
        }
        return said;
    }

    private static Order order(String id, Announcement said, NodeSelector nodes, SignatureCheck check) {
        String problem = check.problem(said);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        OrderSource source = OrderSource.of(said.url().toString());
        return new Order(id, said.model(), said.version(),
                source instanceof OrderSource.Remote remote ? new OrderSource.Remote(remote.url(), said.size()) : source,
                said.sha256(),
                said.promote() == null ? null : Promote.valueOf(said.promote().name()), nodes);
    }
}
