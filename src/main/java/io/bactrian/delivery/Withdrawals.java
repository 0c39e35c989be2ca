package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jboss.logging.Logger;

import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.State;

/**
 * Versions that were delivered and are to serve no more: those in use are named, until somebody has rolled them back; then, and where
 * they are not in use, they go from the folder, so that nothing takes them up again. One thread, but for {@link #take} and
 * {@link #inUse()}.
 */
final class Withdrawals {
    private static final Logger LOG = Logger.getLogger(Withdrawals.class);
    private static final Set<State> IN_USE = EnumSet.of(State.SHADOW, State.WAITING, State.CANARY, State.PROBATION,
            State.SERVING, State.PINNED);

    private final VersionStore store;
    private final Deliveries.Models models;
    private final Path local;
    /** A version that is in memory to go back to is still one of ours when its folder is gone. */
    private final Set<Withdrawal> removed = new HashSet<>();
    private volatile Set<Withdrawal> all = Set.of();
    private volatile List<Withdrawal> inUse = List.of();

    Withdrawals(VersionStore store, Deliveries.Models models, Path local) {
        this.store = store;
        this.models = models;
        this.local = local;
    }

    void take(Collection<Withdrawal> withdrawn) {
        all = Set.copyOf(withdrawn);
    }

    List<Withdrawal> inUse() {
        return inUse;
    }

    /** @throws IOException where something cannot be removed */
    void step(Collection<Job> jobs) throws IOException {
        List<Withdrawal> used = new ArrayList<>();
        Set<Withdrawal> now = all;
        removed.retainAll(now);
        try {
            for (Withdrawal one : now) {
                Delivered there = store.find(one.model(), one.version());
                if (!ours(one, there) || models.needed(one.model()).isEmpty()) {
                    continue;
                }
                if (inUse(models.status(one.model()), one.version())) {
                    used.add(one);
                } else if (one.is(there) && jobs.stream().noneMatch(job -> there.is(job.order()))) {
                    store.remove(there);
                    removed.add(one);
                    LOG.infof("Deliveries: %s %d is removed: it is withdrawn", one.model(), one.version());
                }
            }
        } finally {
            inUse = List.copyOf(used);
        }
    }

    /** What the node has of its own under that number is not meant. */
    private boolean ours(Withdrawal one, Delivered there) {
        return (one.is(there) || removed.contains(one))
                && !Files.isDirectory(local.resolve(one.model()).resolve(Integer.toString(one.version())));
    }

    private static boolean inUse(ModelStatus model, int version) {
        return model != null && model.versions().stream()
                .anyMatch(one -> one.version() == version && IN_USE.contains(one.state()));
    }
}
