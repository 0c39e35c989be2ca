package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What a request says of who asks. Made for one fetch; one thread. */
public interface Access {
    /**
     * The headers of a GET of that URL, which may be one that another server was redirected to.
     *
     * @throws IOException where the credentials cannot be read or may not go there
     */
    Map<String, String> headers(URI url) throws IOException;

    /**
     * After 401.
     *
     * @param challenges values of {@code WWW-Authenticate}
     * @return whether the same request may succeed now
     * @throws IOException where what the server asks for cannot be had
     */
    default boolean challenged(URI url, List<String> challenges) throws IOException, InterruptedException {
        return false;
    }
}
