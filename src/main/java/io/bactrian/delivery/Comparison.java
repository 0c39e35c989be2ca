package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares the orders with each other, and with what is there. One thread.
 *
 * @param local the folder of the models that are not delivered, whose versions go first
 * @param dir   of deliveries, for messages
 */
record Comparison(Path local, Path dir, VersionStore store) {
    /** Why the note of a version cannot be written; null where all are. */
    String compare(Collection<Job> jobs) {
        Map<String, Order> first = new HashMap<>();
        String unnoted = null;
        for (Job job : jobs) {
            Order order = job.order();
            String what = "version " + order.version() + " of " + order.model();
            Order other = first.putIfAbsent(what, order);
            if (other != null) {
                job.block(what + " is ordered by " + other.id() + " already; delete one of the two");
            } else if (Files.isDirectory(local.resolve(order.model()).resolve(Integer.toString(order.version())))) {
                job.block(what + " is in " + local + ", which goes first; order another number");
            } else if (!job.running()) {
                job.unblock();
                String failed = present(job);
                unnoted = failed == null ? unnoted : failed;
            }
        }
        return unnoted;
    }

    private String present(Job job) {
        Order order = job.order();
        Delivered delivered = store.find(order.model(), order.version());
        boolean there = delivered != null && delivered.is(order) && store.present(delivered);
        if (there && !job.delivered()) {
            job.found(delivered.bytes());
        } else if (!there && job.delivered()) {
            job.again();
        }
        Delivered noted = there ? delivered.orderedBy(order) : null;
        if (noted != null && !noted.equals(delivered)) {
            try {
                store.note(noted);
            } catch (IOException e) {
                return dir.toAbsolutePath() + " cannot be written: " + e + "; make it writable for this user";
            }
        }
        return null;
    }
}
