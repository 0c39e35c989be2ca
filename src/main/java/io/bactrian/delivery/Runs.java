package io.bactrian.delivery;

import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.bactrian.files.Room;

/**
 * Who is carried out when. Those that are due go in the order of their due times, a few at a time; one that takes longer than its
 * turn while others wait goes on after them. Files of a mounted volume go one at a time and beside the others, for a volume may hang.
 */
final class Runs {
    /** What cannot be resumed is lost with the turn, so it gets a longer one. */
    private static final int WITHOUT_RESUME = 10;

    private final DeliverySettings settings;
    private final Sources sources;
    private final VersionStore store;
    private final Room room;
    private final LongSupplier nanos;
    private final Clock clock;
    private final ExecutorService threads;
    private final LongAdder received = new LongAdder();
    private volatile boolean contended;
    private volatile boolean contendedVolume;

    Runs(DeliverySettings settings, Sources sources, ExecutorService threads, VersionStore store, Room room,
            LongSupplier nanos, Clock clock) {
        this.settings = settings;
        this.sources = sources;
        this.threads = threads;
        this.store = store;
        this.room = room;
        this.nanos = nanos;
        this.clock = clock;
    }

    long received() {
        return received.sum();
    }

    /**
     * Starts those that are due, as far as there are places.
     *
     * @param withdrawn that have not ended yet; they hold their places
     */
    void start(Collection<Job> jobs, Collection<Job> withdrawn) {
        List<Job> running = Stream.concat(jobs.stream(), withdrawn.stream()).filter(Job::running).toList();
        int onVolume = (int) running.stream().filter(Runs::onVolume).count();
        int elsewhere = running.size() - onVolume;
        boolean more = false;
        boolean moreOnVolume = false;
        for (Job job : jobs.stream().filter(Job::isDue).sorted(Comparator.comparingLong(Job::due)).toList()) {
            boolean busy = running.stream().anyMatch(other -> other.order().sameVersion(job.order()));
            if (onVolume(job)) {
                moreOnVolume |= !busy && onVolume > 0;
                onVolume += begin(job, !busy && onVolume == 0);
            } else {
                more |= !busy && elsewhere >= settings.parallel();
                elsewhere += begin(job, !busy && elsewhere < settings.parallel());
            }
        }
        contended = more;
        contendedVolume = moreOnVolume;
    }

    private static boolean onVolume(Job job) {
        return job.order().source() instanceof OrderSource.Mounted;
    }

    private int begin(Job job, boolean now) {
        if (!now) {
            return 0;
        }
        Delivery delivery = new Delivery(job.order(), store, room, settings.maxBytes(), clock);
        long began = nanos.getAsLong();
        job.begin(delivery, threads.submit(() -> {
            try {
                delivery.run(sources.of(job.order()), () -> job.withdrawn() || turnIsOver(job, delivery, began),
                        job::withdrawn);
            } finally {
                received.add(delivery.received());
            }
            return null;
        }));
        return 1;
    }

    private boolean turnIsOver(Job job, Delivery delivery, long began) {
        long turn = settings.turn().toNanos() * (delivery.resumable() ? 1 : WITHOUT_RESUME);
        return (onVolume(job) ? contendedVolume : contended) && nanos.getAsLong() - began > turn;
    }
}
