package io.bactrian.announce;

import java.util.Map;
import java.util.Set;

/**
 * Which nodes are meant: all that are not ruled out by one of the three; an empty one rules out none.
 *
 * @param names   names of nodes, of which it must have one
 * @param labels  labels that it must have, all of them
 * @param devices names of devices, of which it must have one
 */
public record Nodes(Set<String> names, Map<String, String> labels, Set<String> devices) {
    public static final Nodes ALL = new Nodes(Set.of(), Map.of(), Set.of());

    public Nodes {
        names = Set.copyOf(names);
        labels = Map.copyOf(labels);
        devices = Set.copyOf(devices);
    }

    /** These and no others, as far as labels and devices do not rule them out too. */
    public Nodes named(Set<String> only) {
        return new Nodes(only, labels, devices);
    }
}
