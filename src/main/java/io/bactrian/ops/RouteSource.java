package io.bactrian.ops;

import java.io.IOException;
import java.util.Map;

/** Where the route files that are to run come from. */
interface RouteSource {
    /**
     * Contents by file name, as they are now.
     *
     * @param unreadable gets files that are there and cannot be read, with the reason
     */
    Map<String, String> read(Map<String, String> unreadable) throws IOException;

    /** Where a file's contents come from, for people. */
    String origin(String name);
}
