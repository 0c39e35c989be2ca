package io.bactrian.delivery;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which nodes an order is for: all that are not ruled out by one of the three; an empty one rules out none.
 *
 * @param names   names of nodes, of which it must have one
 * @param labels  labels that it must have, all of them
 * @param devices names of devices, of which it must have one
 */
public record NodeSelector(Set<String> names, Map<String, String> labels, Set<String> devices) {
    public static final NodeSelector ALL = new NodeSelector(Set.of(), Map.of(), Set.of());

    public NodeSelector {
        names = Set.copyOf(names);
        labels = Map.copyOf(labels);
        devices = Set.copyOf(devices);
    }

    /**
     * Whether that node is meant.
     *
     * @param name   of the node
     * @param own    its labels
     * @param device whether a device is one of the node's
     */
    public boolean selects(String name, Map<String, String> own, Predicate<String> device) {
        return (names.isEmpty() || names.contains(name))
                && own.entrySet().containsAll(labels.entrySet())
                && (devices.isEmpty() || devices.stream().anyMatch(device));
    }
}
