package io.bactrian.kube;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.delivery.Order;
import io.bactrian.delivery.OrderBook;
import io.bactrian.delivery.OrderSource;
import io.bactrian.kube.SyncStatus.Source;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Follows the ConfigMaps that order versions of models, by polling and with the same distrust as {@link DeviceSync}. {@link #sync()}
 * from one thread at a time, waits; the rest from any.
 */
public final class OrderSync {
    private static final Logger LOG = Logger.getLogger(OrderSync.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "kubernetes";
    private static final int MOST_ORDERS = 500;
    /** They are kept in memory, and a heap may be small. */
    private static final long MOST_INLINE = 4 << 20;
    /** Four objects of the most that an API takes. */
    private static final int PAGE = 4;
    private static final int JITTER = 5;

    private final Settings settings;
    private final ClusterClient client;
    private final Followed<OrderObject> orders;
    private final OrderCopy copy;
    private final OrderBook book;
    private final Clock clock;
    private Map<String, String> labels = Map.of();
    private Map<String, String> unusable = Map.of();
    private boolean unwritten;
    private volatile boolean asked;
    private volatile SyncStatus status = new SyncStatus(Source.NONE, null, 0, 0, null, null, Map.of());

    /**
     * @param node      the name of this node
     * @param namespace of the ConfigMaps
     * @param dir       the folder of the last known orders
     * @param interval  the time between two polls, at least
     * @param patience  for one answer of the API
     */
    public record Settings(String node, String namespace, Path dir, Duration interval, Duration patience) {
    }

    /** @param book gets the orders, at once where there is a copy on disk, and after each change */
    public OrderSync(Settings settings, Supplier<KubernetesClient> client, OrderBook book, Clock clock) {
        this.settings = settings;
        this.client = new ClusterClient(client, settings.patience());
        this.orders = new Followed<>(new ListReader(this.client, settings.namespace()),
                new Resource("api/v1", "configmaps", OrderReader.LABEL, PAGE, "the address is not that of a Kubernetes API"),
                OrderSync::isOrder, (reader, object) -> OrderReader.object(object));
        this.copy = new OrderCopy(settings.dir());
        this.book = book;
        this.clock = clock;
        restore();
    }

    /** What a node remembers may have been selected by nobody. */
    private static boolean isOrder(JsonNode object) {
        return !object.path("metadata").path("labels").path(OrderReader.LABEL).asText().isEmpty();
    }

    private void restore() {
        OrderCopy.Content content = copy.read(settings.namespace());
        if (content != null) {
            orders.restore(content.revision(), content.orders());
            labels = content.labels();
            publish();
            status = new SyncStatus(Source.DISK, content.seen(), content.orders().size(), 0, null, null, unusable);
        }
    }

    /** As of {@link DeviceSync#jitterMillis()}. */
    public long jitterMillis() {
        return asked ? ThreadLocalRandom.current().nextLong(settings.interval().toMillis() / JITTER + 1) : 0;
    }

    /** Its devices are the orders. */
    public SyncStatus status() {
        return status;
    }

    /** One poll. Failures are kept in the status, and logged once. */
    public void sync() {
        asked = true;
        String trouble = null;
        boolean relabelled = false;
        Map<String, String> rejected = orders.rejected();
        try {
            orders.poll();
            orders.remember(key -> true);
            relabelled = label();
        } catch (IOException | RuntimeException e) {
            trouble = e instanceof IOException ? e.getMessage() : e.toString();
        }
        if (orders.changed() | relabelled || !rejected.equals(orders.rejected())) {
            publish();
            unwritten = true;
        }
        conclude(trouble);
    }

    /** The node's labels are asked for only where an order selects by them. Whether they are others. */
    private boolean label() throws IOException {
        if (orders.kept().objects().values().stream().noneMatch(order -> order.data().containsKey("node-labels"))) {
            return false;
        }
        byte[] body = client.get("api/v1/nodes/" + settings.node());
        JsonNode node = body == null ? null : JSON.readTree(body).path("metadata");
        if (node == null || !settings.node().equals(node.path("name").asText())) {
            return false;
        }
        Map<String, String> now = new HashMap<>();
        node.path("labels").properties().forEach(label -> now.put(label.getKey(), label.getValue().asText()));
        boolean changed = !now.equals(labels);
        labels = now;
        return changed;
    }

    private void publish() {
        List<Order> usable = new ArrayList<>();
        Map<String, String> problems = new TreeMap<>();
        long inline = 0;
        for (OrderObject object : new TreeMap<>(orders.kept().objects()).values()) {
            try {
                Order order = OrderReader.order(object);
                long size = order.source() instanceof OrderSource.Inline files ? files.size() : 0;
                if (inline + size > MOST_INLINE || usable.size() == MOST_ORDERS) {
                    problems.put(object.key(), "there are more than " + MOST_ORDERS + " orders, or " + MOST_INLINE
                            + " bytes of files in them; delete some, or use a url");
                } else {
                    inline += size;
                    usable.add(order);
                }
            } catch (IOException e) {
                problems.put(object.key(), e.getMessage());
            }
        }
        unusable = problems;
        Map<String, String> all = new TreeMap<>(problems);
        all.putAll(orders.rejected());
        book.take(SOURCE, usable, labels, all);
    }

    private void conclude(String trouble) {
        SyncStatus before = status;
        boolean cloud = trouble == null && orders.cloud();
        Instant confirmed = cloud ? clock.instant() : before.confirmed();
        boolean known = orders.kept().revision() > 0 || !orders.kept().objects().isEmpty();
        Source source = !known ? Source.NONE : trouble != null ? before.source() : cloud ? Source.CLOUD : Source.LOCAL;
        Map<String, String> problems = new TreeMap<>();
        unusable.forEach((key, reason) -> problems.put("ConfigMap " + key, reason));
        problems.putAll(orders.problems("ConfigMap"));
        status = new SyncStatus(source, confirmed, orders.kept().objects().size(), orders.unusable(), trouble, write(confirmed),
                problems);
        if (trouble != null && before.trouble() == null) {
            LOG.warnf("Orders: %s. What is known stays in use.", trouble);
        } else if (trouble == null && before.trouble() != null) {
            LOG.infof("Orders: the API answers again");
        }
        problems.entrySet().stream().filter(one -> !one.getValue().equals(before.problems().get(one.getKey()))).limit(PAGE)
                .forEach(problem -> LOG.warnf("Orders: %s: %s", problem.getKey(), problem.getValue()));
    }

    /** Why the copy on disk is not up to date, or null; it is written again at the next poll. */
    private String write(Instant confirmed) {
        if (unwritten) {
            try {
                copy.write(new OrderCopy.Content(settings.namespace(), confirmed, orders.kept().revision(),
                        List.copyOf(orders.kept().objects().values()), labels));
                unwritten = false;
            } catch (IOException | RuntimeException e) {
                return settings.dir().toAbsolutePath() + " cannot be written: " + e
                        + "; make the folder writable, or set bactrian.delivery.dir to one that is";
            }
        }
        return null;
    }
}
