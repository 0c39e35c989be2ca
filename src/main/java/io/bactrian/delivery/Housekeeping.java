package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.bactrian.files.Room;

/** Removes what nobody needs any more: parts of orders that are gone, and versions that may go. One thread. */
final class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final VersionStore store;
    private final Room room;
    private final Retention retention;

    Housekeeping(VersionStore store, Room room, Retention retention) {
        this.store = store;
        this.room = room;
        this.retention = retention;
    }

    /**
     * @param withdrawn that have not ended yet
     * @throws IOException where something cannot be removed
     */
    void tidy(Collection<Job> jobs, Collection<Job> withdrawn) throws IOException {
        Set<String> used = new HashSet<>();
        Stream.concat(jobs.stream().filter(job -> !job.delivered()), withdrawn.stream())
                .forEach(job -> used.add(job.order().key()));
        for (Path folder : store.incoming()) {
            if (!used.contains(folder.getFileName().toString())) {
                store.discard(folder);
            }
        }
        for (Delivered gone : retention.superfluous(store.all(), jobs.stream().map(Job::order).toList(), room.wanted())) {
            store.remove(gone);
            LOG.infof("Deliveries: %s %d is removed: no order names it, and its model does not need it", gone.model(),
                    gone.version());
        }
    }
}
