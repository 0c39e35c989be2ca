package io.bactrian.delivery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * @param node     the name of this node
 * @param sources  the names under which orders are given
 * @param dir      the folder of what is delivered and of what is on its way
 * @param volume   the folder below which archives of orders with a path lie; null for none
 * @param maxBytes the most that an archive may have, and the most that it may hold
 * @param capacity the most that all of it may take on the disk
 * @param minFree  what must stay free on the disk
 * @param keep     versions of a model that are kept though no order names them
 * @param parallel archives that are fetched at a time
 * @param idle     how long a server may send nothing
 * @param turn     how long a fetch goes on while others wait
 * @param firstRetry the pause after the first failure of an order; it doubles with each
 * @param lastRetry  the longest pause
 * @param look       the time after which a tag or an alias is resolved again, at least
 */
public record DeliverySettings(String node, Set<String> sources, Path dir, Path volume, long maxBytes, long capacity,
        long minFree, int keep,
        int parallel, Duration idle, Duration turn, Duration firstRetry, Duration lastRetry, Duration look) {
}
