package io.bactrian.announced;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.bactrian.delivery.Withdrawal;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;

/** Rolls back withdrawn versions that are in use. {@link #step} from one thread, may take as long as a version's checks. */
public final class Rollbacks {
    private static final Logger LOG = Logger.getLogger(Rollbacks.class);
    private static final long AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

    private final Supplier<List<Withdrawal>> inUse;
    private final ModelControl models;
    private final LongSupplier nanos;
    private final Map<Withdrawal, Long> tried = new HashMap<>();
    private volatile Map<String, String> problems = Map.of();

    /**
     * @param inUse withdrawn versions that are in use
     * @param nanos as {@link System#nanoTime()}
     */
    public Rollbacks(Supplier<List<Withdrawal>> inUse, ModelControl models, LongSupplier nanos) {
        this.inUse = inUse;
        this.models = models;
        this.nanos = nanos;
    }

    /** Why versions are still in use, by {@code MODEL.VERSION}. Any thread. */
    public Map<String, String> problems() {
        return problems;
    }

    /** One that cannot be rolled back is tried again later, and harms no other. */
    public void step() {
        List<Withdrawal> now = inUse.get();
        tried.keySet().retainAll(now);
        Map<String, String> left = new HashMap<>(problems);
        left.keySet().retainAll(now.stream().map(Rollbacks::name).toList());
        for (Withdrawal one : now) {
            Long last = tried.get(one);
            if (last == null || nanos.getAsLong() - last > AGAIN_NANOS) {
                tried.put(one, nanos.getAsLong());
                rollBack(one, left);
            }
        }
        problems = Map.copyOf(left);
    }

    private void rollBack(Withdrawal one, Map<String, String> left) {
        try {
            models.rollBack(one.model(), one.version());
            left.remove(name(one));
            LOG.infof("Announcements: %s %d is rolled back: it is withdrawn", one.model(), one.version());
        } catch (ModelConflictException | RuntimeException e) {
            String reason = "it is withdrawn and cannot be rolled back: "
                    + (e instanceof ModelConflictException ? e.getMessage() : e.toString());
            if (!reason.equals(left.put(name(one), reason))) {
                LOG.warnf("Announcements: %s %d: %s", one.model(), one.version(), reason);
            }
        }
    }

    private static String name(Withdrawal one) {
        return one.model() + "." + one.version();
    }
}
