package io.bactrian.page;

import java.util.List;
import java.util.Map;

/** What the page says of the service as a whole. Any thread; nothing waits. */
public interface ServiceState {
    /** {@code edge} or {@code cloud}. */
    String role();

    /** Of the application. */
    String version();

    /** What it needs and is attached to; the reasons are those of readiness. */
    List<Part> parts();

    /** By id, routes that should run and do not, with the reason and what to do. */
    Map<String, String> stoppedRoutes();
}
