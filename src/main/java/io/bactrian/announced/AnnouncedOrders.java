package io.bactrian.announced;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import io.bactrian.announce.SignatureCheck;
import io.bactrian.announce.TrustedKeys;
import io.bactrian.delivery.NodeSelector;
import io.bactrian.delivery.Order;
import io.bactrian.delivery.OrderBook;
import io.bactrian.delivery.Withdrawal;

/**
 * What is announced, as orders of this node. The last of it is kept on disk: a node that starts without Kafka goes on with it, and
 * takes no silence for an end. Any thread; {@link #take} and {@link #step} may wait for the disk.
 */
public final class AnnouncedOrders {
    /** Under which its orders are given. */
    public static final String SOURCE = "announcements";
    private static final Logger LOG = Logger.getLogger(AnnouncedOrders.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Settings settings;
    private final AnnouncementCopy copy;
    private final OrderBook book;
    private final Consumer<Collection<Withdrawal>> withdrawals;
    private final Predicate<String> devices;
    private final Predicate<Order> delivered;
    private final Clock clock;
    private Map<String, byte[]> table;
    private Interpretation interpretation;
    private SignatureCheck check;
    private Instant next;
    private boolean unwritten;
    private volatile Status status;

    /**
     * @param node   the name of this node
     * @param labels of this node
     * @param dir    the folder of the last known announcements
     * @param keys   a PEM file, or a folder of such, with the keys of those whose archives are fetched; empty for anybody's
     */
    public record Settings(String node, Map<String, String> labels, Path dir, Optional<Path> keys) {
        public Settings {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * @param known    announcements that are known; -1 where nothing is known yet
     * @param late     of these, those for this node whose time was over before they were fetched
     * @param refused  versions announced for this node that are not ordered
     * @param problems what is wrong with the copy on disk, and with the keys, by their configuration keys
     */
    public record Status(int known, int late, List<Refusal> refused, Map<String, String> problems) {
        public Status {
            problems = Map.copyOf(problems);
        }
    }

    /**
     * Gives the orders of the copy on disk, where there is one.
     *
     * @param book        gets the orders
     * @param withdrawals gets all versions that are to serve nowhere
     * @param devices     whether a device of that name is one of the node's
     * @param delivered   whether what is ordered is there already
     */
    public AnnouncedOrders(Settings settings, OrderBook book, Consumer<Collection<Withdrawal>> withdrawals,
            Predicate<String> devices, Predicate<Order> delivered, Clock clock) {
        this.settings = settings;
        this.copy = new AnnouncementCopy(settings.dir());
        this.book = book;
        this.withdrawals = withdrawals;
        this.devices = devices;
        this.delivered = delivered;
        this.clock = clock;
        this.check = settings.keys().isEmpty() ? SignatureCheck.ANYBODY : SignatureCheck.NOBODY;
        this.table = copy.read();
        this.next = clock.instant();
        this.status = new Status(-1, 0, List.of(), Map.of());
        step();
    }

    public Status status() {
        return status;
    }

    /** All that is announced now, values by keys. */
    public synchronized void take(Map<String, byte[]> all) {
        table = Map.copyOf(all);
        unwritten = true;
        next = clock.instant();
        step();
    }

    /** Once a second: times that are over, and keys that have changed, count from then on. */
    public synchronized void step() {
        Instant now = clock.instant();
        if (table == null || now.isBefore(next)) {
            return;
        }
        next = now.plus(LOOK);
        String keys = readKeys();
        Interpretation before = interpretation;
        interpretation = Interpretation.of(table, check, this::mine, delivered, now);
        if (!interpretation.equals(before)) {
            withdrawals.accept(interpretation.withdrawals());
            book.take(SOURCE, interpretation.orders(), settings.labels(), interpretation.unusable());
            tell(before == null ? Interpretation.NONE : before);
        }
        String disk = write();
        status = new Status(table.size(), interpretation.late(), interpretation.refused(), problems(disk, keys));
    }

    private boolean mine(NodeSelector nodes) {
        return nodes.selects(settings.node(), settings.labels(), devices);
    }

    private void tell(Interpretation before) {
        interpretation.unusable().forEach((id, reason) -> {
            if (!reason.equals(before.unusable().get(id))) {
                LOG.warnf("Announcements: %s: %s", id, reason);
            }
        });
    }

    /** Why those in use are not what is configured now, or null. Without any, nobody's signature is good. */
    private String readKeys() {
        if (settings.keys().isEmpty()) {
            return null;
        }
        try {
            check = SignatureCheck.of(TrustedKeys.read(settings.keys().get()));
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Why the copy on disk is not up to date, or null; it is written again later. */
    private String write() {
        if (unwritten) {
            try {
                copy.write(table);
                unwritten = false;
            } catch (IOException | RuntimeException e) {
                return settings.dir().toAbsolutePath() + " cannot be written: " + e
                        + "; make the folder writable, or set bactrian.delivery.dir to one that is";
            }
        }
        return null;
    }

    private static Map<String, String> problems(String disk, String keys) {
        Map<String, String> problems = new HashMap<>();
        if (disk != null) {
            problems.put("bactrian.delivery.dir", disk);
        }
        if (keys != null) {
            problems.put("bactrian.delivery.keys", keys);
        }
        return problems;
    }
}
