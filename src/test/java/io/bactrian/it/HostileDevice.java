package io.bactrian.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.bactrian.kit.RawConnection;
import io.bactrian.kit.RawPublish;

/**
 * One device that does what it should not: first each action once, then at random, the same for the same seed but for what the broker's pace
 * makes of it. One thread of its own.
 */
final class HostileDevice implements AutoCloseable {
    static final String NAME = "hostile";
    static final String OWN = "devices/" + NAME + "/";
    static final String TELEMETRY = OWN + "telemetry";
    /** The broker lets nobody publish below it. */
    static final String DENIED = OWN + "denied/";
    private static final int MOST_GIANTS = 4;

    private final int port;
    private final HostileBooks books;
    private final Random random;
    private final List<HostileAction> chances = new ArrayList<>();
    private final List<HostileAction> first;
    private final Map<HostileAction, Integer> done = new EnumMap<>(HostileAction.class);
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean over;
    private RawConnection connection;
    private HostileAction current;
    private int giants = MOST_GIANTS;

    HostileDevice(int port, HostileBooks books, Set<HostileAction> actions, long seed) {
        this.port = port;
        this.books = books;
        random = new Random(seed);
        actions.forEach(action -> chances.addAll(Collections.nCopies(action.weight(), action)));
        first = new ArrayList<>(actions);
        Collections.shuffle(first, random);
    }

    /** Begins, where it has anything to do. */
    HostileDevice start() {
        thread.setDaemon(true);
        if (!chances.isEmpty()) {
            thread.start();
        }
        return this;
    }

    private void run() {
        while (!over) {
            try {
                if (connection == null || !connection.isOpen()) {
                    connection = RawConnection.open(port, NAME, books::heard);
                }
                current = first.isEmpty() ? chances.get(random.nextInt(chances.size())) : first.remove(first.size() - 1);
                done.merge(current, 1, Integer::sum);
                current.by(this);
            } catch (IOException ended) {
                // the broker ended it, or is away
            }
            LockSupport.parkNanos(current == null ? HostileAction.SHORT_REST : current.rest());
        }
        reconnect();
    }

    /** Sends a message that must end somewhere. */
    void send(RawPublish publish) throws IOException {
        var name = books.name();
        books.sends(name, current);
        try {
            connection.publish(name, publish.named(name));
        } catch (IOException e) {
            books.heard(name, RawConnection.Fate.CUT_OFF);
            throw e;
        }
    }

    /** The same, a few times in its life. */
    void sendGiant(RawPublish publish) throws IOException {
        if (giants-- > 0) {
            send(publish);
        }
    }

    /** Sends a message that may end nowhere. */
    void sendUnowed(RawPublish publish) throws IOException {
        connection.publish(NAME, publish.named(NAME));
    }

    /** Goes away without a word; comes back with the next action. */
    void reconnect() {
        if (connection != null) {
            connection.close();
        }
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    byte[] random(int bytes) {
        var any = new byte[bytes];
        random.nextBytes(any);
        return any;
    }

    /** What it has done so far; once it is closed. */
    Map<HostileAction, Integer> done() {
        return done;
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
