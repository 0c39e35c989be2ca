package io.bactrian.delivery;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The orders of all sources, as each gave them last. Any thread. */
final class OrderSources implements OrderBook {
    private final String node;
    private final Predicate<String> devices;
    private final Map<String, Taken> all = new ConcurrentHashMap<>();
    private final Set<String> expected;

    private record Taken(List<Order> orders, Map<String, String> labels, Map<String, String> unusable) {
    }

    /**
     * @param devices  whether a device of that name is one of the node's
     * @param expected names of the sources that there are
     */
    OrderSources(String node, Predicate<String> devices, Set<String> expected) {
        this.node = node;
        this.expected = Set.copyOf(expected);
        this.devices = devices;
    }

    @Override
    public void take(String source, List<Order> orders, Map<String, String> labels, Map<String, String> unusable) {
        all.put(source, new Taken(List.copyOf(orders), Map.copyOf(labels), Map.copyOf(unusable)));
    }

    /** Whether all sources have said what is ordered. */
    boolean known() {
        return all.keySet().containsAll(expected);
    }

    /** The orders for this node, by id. */
    Map<String, Order> wanted() {
        Map<String, Order> wanted = new TreeMap<>();
        for (Taken taken : all.values()) {
            taken.orders().stream().filter(order -> order.nodes().selects(node, taken.labels(), devices))
                    .forEach(order -> wanted.putIfAbsent(order.id(), order));
        }
        return wanted;
    }

    /** What is wrong with those that cannot be used, by their ids. */
    Map<String, String> unusable() {
        Map<String, String> unusable = new TreeMap<>();
        all.values().forEach(taken -> unusable.putAll(taken.unusable()));
        return unusable;
    }
}
