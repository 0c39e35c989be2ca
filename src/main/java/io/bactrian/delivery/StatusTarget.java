package io.bactrian.delivery;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Where the states of this node's orders are written for others. Waits. */
public interface StatusTarget {
    /**
     * The names under which something is written there.
     *
     * @throws IOException where that cannot be read
     */
    Set<String> names() throws IOException;

    /**
     * Writes values, and removes those that are null.
     *
     * @throws IOException where they are not written
     */
    void write(Map<String, String> values) throws IOException;
}
