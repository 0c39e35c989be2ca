package io.bactrian.delivery;

import java.util.List;
import java.util.Map;

/** What takes orders from wherever they come. */
@FunctionalInterface
public interface OrderBook {
    /**
     * All orders of one source as they are now; those it gave before and are not among them are withdrawn. Any thread; never waits.
     *
     * @param source its name
     * @param labels of this node, as far as the source knows them
     * @param unusable what is wrong with orders that cannot be used, by their ids
     */
    void take(String source, List<Order> orders, Map<String, String> labels, Map<String, String> unusable);
}
