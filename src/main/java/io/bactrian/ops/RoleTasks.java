package io.bactrian.ops;

import org.apache.camel.CamelContext;

/** What a role does, and when. One thread calls it, in this order. */
interface RoleTasks {
    /** Before Camel starts. */
    void starting();

    /** Before the routes are read: their steps are given. */
    void bind(CamelContext context);

    /** Once the routes are read, before messages come. */
    void routesRead() throws InterruptedException;

    /** Once messages come. */
    void started();
}
