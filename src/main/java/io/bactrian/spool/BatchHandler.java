package io.bactrian.spool;

import java.util.List;

/** Gets the records of one batch, in order, on the reader's thread; completes exactly once, from any thread. */
@FunctionalInterface
interface BatchHandler {
    /** A failure brings the same records again, later. */
    void handle(List<SpoolRecord> records, Completion done);
}
