package io.bactrian.ops;

import java.io.IOException;
import java.util.Map;

/** Where the route files that are to run come from. */
interface RouteSource {
    /** Contents by file name, as they are now. */
    Map<String, String> read() throws IOException;

    /** Where a file's contents come from, for people. */
    String origin(String name);
}
