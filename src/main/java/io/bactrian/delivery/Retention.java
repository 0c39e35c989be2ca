package io.bactrian.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which delivered versions may go: those that no order names, that their model does not need, and that are not among the newest of
 * these that are kept.
 */
final class Retention {
    private final int keep;
    private final Function<String, Optional<Set<Integer>>> needed;

    /**
     * @param keep   versions of a model that are kept though they could go
     * @param needed versions of a model that serve, are tried, or may serve again; empty where that is not known yet
     */
    Retention(int keep, Function<String, Optional<Set<Integer>>> needed) {
        this.keep = keep;
        this.needed = needed;
    }

    /** @param wanted bytes that found no room: for them, those that would be kept go too, the oldest first, until it suffices */
    List<Delivered> superfluous(Collection<Delivered> all, Collection<Order> orders, long wanted) {
        List<Delivered> kept = new ArrayList<>();
        List<Delivered> go = new ArrayList<>();
        Map<String, List<Delivered>> models = all.stream().filter(one -> orders.stream()
                .noneMatch(order -> order.model().equals(one.model()) && order.version() == one.version()))
                .collect(Collectors.groupingBy(Delivered::model));
        models.forEach((model, versions) -> needed.apply(model).ifPresent(inUse -> {
            List<Delivered> free = versions.stream().filter(one -> !inUse.contains(one.version()))
                    .sorted(Comparator.comparingInt(Delivered::version).reversed()).toList();
            kept.addAll(free.subList(0, Math.min(keep, free.size())));
            go.addAll(free.subList(Math.min(keep, free.size()), free.size()));
        }));
        long made = go.stream().mapToLong(Delivered::bytes).sum();
        kept.sort(Comparator.comparing(Delivered::at));
        for (Delivered next : kept) {
            if (made >= wanted) {
                break;
            }
            go.add(next);
            made += next.bytes();
        }
        return go;
    }
}
