package io.bactrian.delivery;

import java.io.IOException;
import java.util.function.BooleanSupplier;

import io.bactrian.delivery.remote.RejectedOrderException;

/** Brings an archive onto the disk. Waits; any thread. */
@FunctionalInterface
interface Fetch {
    /**
     * Goes on where the part ends, as far as the source allows it.
     *
     * @param stop whether it is to end now: the order is withdrawn, or others wait for their turn
     * @throws IOException            when it ended before the end; what has come stays
     * @throws RejectedOrderException when it can never be whole
     */
    void fetch(PartFile part, BooleanSupplier stop) throws IOException, RejectedOrderException, InterruptedException;
}
