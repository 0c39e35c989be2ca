package io.bactrian.announced;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

import io.bactrian.threads.Backoff;

/**
 * A compacted topic as a table: read from its beginning, handed over once its end is reached, and after each change from then on. So
 * nobody sees an announcement that was taken back later. {@link #poll} from one thread at a time, waits; the rest from any.
 */
public final class TableReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TableReader.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final long LOOK_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST_ENTRIES = 5000;
    private static final long MOST_BYTES = 16 << 20;

    private final String topic;
    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final java.util.function.Consumer<Map<String, byte[]>> out;
    private final Function<RuntimeException, String> reasons;
    private final LongSupplier nanos;
    private final Backoff backoff = Backoff.jittered(1_000, 60_000);
    private Consumer<byte[], byte[]> consumer;
    private List<TopicPartition> partitions = List.of();
    private Map<TopicPartition, Long> ends = Map.of();
    private Map<String, byte[]> table = Map.of();
    private boolean changed;
    private long bytes;
    private long looked;
    private long next;
    private boolean leftOut;
    private volatile boolean complete;
    private volatile String problem;

    /**
     * @param consumers makes one that reads from the beginning and does not commit by itself
     * @param out       gets all values by their keys
     * @param reasons   a failure in words
     * @param nanos     as {@link System#nanoTime()}
     */
    public TableReader(String topic, Supplier<? extends Consumer<byte[], byte[]>> consumers,
            java.util.function.Consumer<Map<String, byte[]>> out, Function<RuntimeException, String> reasons,
            LongSupplier nanos) {
        this.topic = topic;
        this.consumers = consumers;
        this.out = out;
        this.reasons = reasons;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    /** Why it is not known what the topic holds now, or null. */
    public String problem() {
        return problem;
    }

    /** Whether its end has been reached, and it has been followed since. */
    public boolean complete() {
        return complete;
    }

    /** Reads what has come. A failure is kept, and logged once; it is tried again later, from the beginning. */
    public synchronized void poll() {
        if (nanos.getAsLong() - next < 0) {
            return;
        }
        try {
            if (consumer == null) {
                open();
            }
            consumer.poll(WAIT).forEach(this::apply);
            if (!complete && partitions.stream().allMatch(one -> consumer.position(one) >= ends.get(one))) {
                complete = true;
                changed = true;
            }
            if (complete && changed) {
                out.accept(Map.copyOf(table));
                changed = false;
                consumer.commitAsync((offsets, failure) -> LOG.debugf("Offsets %s: %s", offsets, failure));
            }
            look();
            backoff.reset();
            say(leftOut
                    ? "it has more than " + MOST_ENTRIES + " entries or " + MOST_BYTES
                            + " bytes: some are left out; send tombstones for those that nobody needs"
                    : null);
        } catch (RuntimeException e) {
            say(reasons.apply(e));
            close();
            next = nanos.getAsLong() + backoff.nextMillis() * 1_000_000;
        }
    }

    private void open() {
        consumer = consumers.get();
        partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions);
        table = new HashMap<>();
        bytes = 0;
        leftOut = false;
        looked = nanos.getAsLong();
    }

    private List<TopicPartition> partitions() {
        Collection<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw new IllegalStateException("there is no topic " + topic + "; make it, with cleanup.policy=compact");
        }
        return found.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    }

    /** Now and then: a broker that is away is only noticed when it is asked, and a topic may have got more partitions. */
    private void look() {
        if (nanos.getAsLong() - looked > LOOK_NANOS) {
            if (partitions().size() != partitions.size()) {
                throw new IllegalStateException("the topic " + topic + " has other partitions now; it is read again");
            }
            consumer.endOffsets(partitions);
            looked = nanos.getAsLong();
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        byte[] before = table.remove(key);
        bytes -= before == null ? 0 : before.length;
        byte[] value = record.value();
        if (value != null && table.size() < MOST_ENTRIES && bytes + value.length <= MOST_BYTES) {
            table.put(key, value);
            bytes += value.length;
        } else if (value != null) {
            leftOut = true;
        }
        changed = true;
    }

    private void say(String now) {
        if (now != null && !now.equals(problem)) {
            LOG.warnf("The topic %s: %s. What is known stays in use.", topic, now);
        } else if (now == null && problem != null) {
            LOG.infof("The topic %s is read again", topic);
        }
        problem = now;
    }

    /** A later {@link #poll} opens it again. */
    @Override
    public synchronized void close() {
        complete = false;
        if (consumer != null) {
            Consumer<byte[], byte[]> gone = consumer;
            consumer = null;
            try {
                gone.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            } catch (RuntimeException e) {
                LOG.debugf(e, "A consumer of %s", topic);
            }
        }
    }
}
