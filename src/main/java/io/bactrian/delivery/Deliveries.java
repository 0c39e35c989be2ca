package io.bactrian.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.bactrian.delivery.remote.Stores;
import io.bactrian.files.Room;
import io.bactrian.rollout.ModelStatus;
import io.bactrian.rollout.Promote;
import io.bactrian.rollout.PromotionPolicy;

/**
 * All orders for this node: each is carried out on its own, a few at a time, and tried again by itself. {@link #step()} from one
 * thread, once a second, without waiting for any of them; the rest from any.
 */
public final class Deliveries implements OrderBook, PromotionPolicy, AutoCloseable {
    private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

    private final DeliverySettings settings;
    private final Comparison comparison;
    private final LongSupplier nanos;
    private final Clock clock;
    private final Room room;
    private final VersionStore store;
    private final Housekeeping housekeeping;
    private final ExecutorService threads;
    private final References references;
    private final Withdrawals withdrawals;
    private final Runs runs;
    private final RolloutView rollout;
    private final OrderSources sources;
    private final Map<String, Job> jobs = new TreeMap<>();
    private final List<Job> withdrawn = new ArrayList<>();
    private volatile String problem;
    private volatile List<OrderStatus> status = List.of();
    private volatile Map<String, String> unresolved = Map.of();

    /** What has become of the versions that are there. Any thread; never waits. */
    public interface Models {
        /** Versions of a model that must stay; empty where that is not known yet. */
        Optional<Set<Integer>> needed(String model);

        /** All that is known of a model; null for nothing. */
        ModelStatus status(String model);
    }

    /**
     * @param devices whether a device of that name is one of this node's
     * @param local   the folder of the models that are not delivered, whose versions go first
     * @param models  what has become of versions, and which must stay
     * @param stores  what asks others for what orders name
     * @throws IOException where the folder cannot be used
     */
    public Deliveries(DeliverySettings settings, Predicate<String> devices, Path local,
            Models models, Stores stores, LongSupplier nanos, Clock clock) throws IOException {
        this.settings = settings;
        this.sources = new OrderSources(settings.node(), devices, settings.sources());
        this.nanos = nanos;
        this.clock = clock;
        Files.createDirectories(settings.dir());
        room = new Room(settings.dir(), settings.capacity(), settings.minFree(), "bactrian.delivery");
        store = new VersionStore(settings.dir(), room);
        comparison = new Comparison(local, settings.dir(), store);
        housekeeping = new Housekeeping(store, room, new Retention(settings.keep(), models::needed));
        withdrawals = new Withdrawals(store, models, local);
        rollout = new RolloutView(models, clock);
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "delivery");
            thread.setDaemon(true);
            return thread;
        });
        references = new References(settings, stores, threads, nanos, clock);
        runs = new Runs(settings, new Sources(stores, settings.volume(), settings.idle()), threads, store, room, nanos, clock);
    }

    /** The folder of models into which versions are delivered. */
    public Path models() {
        return store.models();
    }

    @Override
    public void take(String source, List<Order> orders, Map<String, String> labels, Map<String, String> unusable) {
        sources.take(source, orders, labels, unusable);
    }

    /** All versions that are to serve no more, in place of those given before. They go once they are not in use. Any thread; never waits. */
    public void withdraw(Collection<Withdrawal> all) {
        withdrawals.take(all);
    }

    /** Those of them that are in use, and so are to be rolled back. */
    public List<Withdrawal> withdrawnInUse() {
        return withdrawals.inUse();
    }

    @Override
    public Promote of(String model, int version) {
        Delivered delivered = store.find(model, version);
        return delivered == null ? null : delivered.promote();
    }

    /** Whether what is ordered was delivered, and is there. Any thread. */
    public boolean has(Order order) {
        Delivered delivered = store.find(order.model(), order.version());
        return delivered != null && delivered.is(order) && store.present(delivered);
    }

    /** The orders for this node, by id. */
    public List<OrderStatus> status() {
        return status;
    }

    /** Why its folder is not as it should be, and what to do; null where it is. */
    public String problem() {
        return problem;
    }

    /** By order, why what its tag or alias names now is not known or not delivered; what it named before is in use. */
    public Map<String, String> unresolved() {
        return unresolved;
    }

    /** Bytes that what is delivered, and on its way, takes on the disk. */
    public long taken() {
        return room.taken();
    }

    /** Bytes that came, since the start. */
    public long received() {
        return runs.received();
    }

    /** Takes each order a step further. */
    public void step() {
        Map<String, Order> wanted = references.resolve(sources.wanted(), sources.known());
        jobs.values().removeIf(job -> {
            boolean gone = !job.order().equals(wanted.get(job.order().id()));
            if (gone) {
                job.withdraw();
                withdrawn.add(job);
            }
            return gone;
        });
        wanted.forEach((id, order) -> jobs.computeIfAbsent(id, name -> new Job(order, settings, nanos, clock)));
        withdrawn.removeIf(job -> {
            job.collect();
            return !job.running();
        });
        jobs.values().forEach(Job::collect);
        String unnoted = comparison.compare(jobs.values());
        runs.start(jobs.values(), withdrawn);
        tidy(unnoted != null ? unnoted : references.unwritten());
        Map<String, OrderStatus> now = new TreeMap<>();
        sources.unusable().forEach((id, reason) -> now.put(id, OrderStatus.unusable(id, reason, status, clock.instant())));
        references.waiting().forEach(waiting -> now.put(waiting.order(), waiting));
        jobs.values().forEach(job -> now.put(job.order().id(), rollout.of(job.status())));
        unresolved = references.problems();
        status = List.copyOf(now.values());
    }

    /** While not all have said what is ordered, everything may be. */
    private void tidy(String unnoted) {
        try {
            withdrawals.step(jobs.values());
            if (sources.known()) {
                housekeeping.tidy(jobs.values(), withdrawn);
            }
            problem = unnoted;
        } catch (IOException e) {
            problem = settings.dir().toAbsolutePath() + " cannot be tidied: " + e
                    + "; make what is in it writable for this user";
        }
    }

    /** Ends what is under way, and waits for it a moment; what has come stays on the disk. */
    @Override
    public void close() {
        jobs.values().forEach(Job::withdraw);
        references.close();
        threads.shutdownNow();
        try {
            threads.awaitTermination(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
