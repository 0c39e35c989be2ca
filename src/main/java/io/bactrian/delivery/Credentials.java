package io.bactrian.delivery;

import java.net.URI;

/** What a node shows to servers of archives. Any thread; never waits. */
@FunctionalInterface
public interface Credentials {
    /** Nothing, to nobody. */
    Credentials NONE = url -> null;

    /** The value of the header {@code Authorization} for a request of just that URL; null for none. */
    String authorization(URI url);
}
