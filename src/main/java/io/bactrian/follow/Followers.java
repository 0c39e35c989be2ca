package io.bactrian.follow;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is followed, and the trails of the messages that were. Where nobody is, a message costs one read of {@link #idle}. Any thread;
 * nothing waits.
 */
public final class Followers {
    /** Requests at once. */
    public static final int MOST_REQUESTS = 32;
    /** Trails that are kept; a request may ask for as many messages. */
    public static final int MOST_TRAILS = 2000;
    public static final Duration LONGEST = Duration.ofHours(1);
    private static final long MOST_BYTES = 16L << 20;

    private final Clock clock;
    private final TrailStore store;
    private final Map<String, String> failing = new ConcurrentHashMap<>();
    private volatile List<FollowRequest> requests = List.of();

    public Followers(Clock clock) {
        this(clock, MOST_TRAILS, MOST_BYTES);
    }

    Followers(Clock clock, int mostTrails, long mostBytes) {
        this.clock = clock;
        this.store = new TrailStore(mostTrails, mostBytes, clock);
    }

    /** Whether nobody is followed, and no trail waits for more. */
    public boolean idle() {
        return requests.isEmpty() && store.openTrails() == 0;
    }

    /** The next messages of a device; empty where as many requests are open as may be. */
    public Optional<FollowRequest> device(String device, int messages, Duration time) {
        return add(new FollowRequest(device, null, messages, clock.instant().plus(time), System.nanoTime() + time.toNanos()));
    }

    /** The messages with that id, be there none yet; empty where as many requests are open as may be. */
    public Optional<FollowRequest> message(String id, int messages, Duration time) {
        return add(new FollowRequest(null, id, messages, clock.instant().plus(time), System.nanoTime() + time.toNanos()));
    }

    private synchronized Optional<FollowRequest> add(FollowRequest request) {
        List<FollowRequest> more = new ArrayList<>(requests());
        if (more.size() >= MOST_REQUESTS) {
            return Optional.empty();
        }
        more.add(request);
        requests = List.copyOf(more);
        return Optional.of(request);
    }

    /** Those that have not ended. */
    public synchronized List<FollowRequest> requests() {
        long now = System.nanoTime();
        requests = requests.stream().filter(request -> !request.isOver(now)).toList();
        return requests;
    }

    /** A trail where somebody follows the device, else null. */
    public Trail ofDevice(String device, long arrival) {
        for (FollowRequest request : requests) {
            if (device.equals(request.device()) && taken(request)) {
                return store.begin(device, arrival);
            }
        }
        return null;
    }

    /** A trail where somebody follows messages with that id, else null. */
    public Trail ofMessage(String id, String device, long arrival) {
        for (FollowRequest request : requests) {
            if (id.equals(request.id()) && taken(request)) {
                return store.begin(device, arrival);
            }
        }
        return null;
    }

    /** Ends what is over, so that it costs nothing more. */
    public void endOver() {
        long now = System.nanoTime();
        for (FollowRequest request : requests) {
            if (request.isOver(now)) {
                requests();
                return;
            }
        }
    }

    private boolean taken(FollowRequest request) {
        boolean taken = !request.isOver(System.nanoTime()) && request.take();
        if (request.left() == 0) {
            requests();
        }
        return taken;
    }

    /** A trail that nobody had to ask for, of a message that is about to be sent. */
    public Trail begin(String device) {
        return store.begin(device, System.nanoTime());
    }

    /** The trail of a message that has come before, and is tried again; null where it has none. */
    public Trail find(String device, long arrival) {
        return store.find(device, arrival);
    }

    /** The trail of that name, or null. */
    public Trail trail(String key) {
        return store.get(key);
    }

    /** Newest first, at most so many, those before that one; null for the newest of all. */
    public List<Trail> trails(String before, int most) {
        return store.list(before, most);
    }

    /** Trails that are kept. */
    public int kept() {
        return store.size();
    }

    /** What all trails take of the memory, about. */
    long bytes() {
        return store.bytes();
    }

    /** Whether no trail's record waits for Kafka; one read. */
    public boolean awaitsNoRecord() {
        return store.waitingRecords() == 0;
    }

    /** A record is on the disk. */
    public void stored(String recordId, String spool, String details) {
        Trail trail = store.ofRecord(recordId);
        if (trail != null) {
            trail.stored(spool, details);
            String why = failing.get(spool);
            if (why != null) {
                trail.held(spool, why);
            }
        }
    }

    /**
     * The oldest records of a spool were sent; or they were not, and all that is stored there waits with them.
     *
     * @param details why not; null where they were
     */
    public void sent(String spool, String details) {
        if (details == null) {
            failing.remove(spool);
        } else if (!details.equals(failing.put(spool, details))) {
            store.waiting().forEach(trail -> trail.held(spool, details));
        }
    }

    /** Kafka has a record. */
    public void delivered(String recordId, String details) {
        Trail trail = store.delivered(recordId);
        if (trail != null) {
            trail.delivered(details);
        }
    }

    /** Kafka did not take a record, which is tried again or given up. */
    public void notDelivered(String recordId, String details) {
        Trail trail = store.ofRecord(recordId);
        if (trail != null) {
            trail.notDelivered(details);
        }
    }
}
