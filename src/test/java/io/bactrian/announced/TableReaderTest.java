package io.bactrian.announced;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.announced")
class TableReaderTest {
    private static final String TOPIC = "bactrian.models";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final List<Set<String>> taken = new ArrayList<>();
    private final List<MockConsumer<byte[], byte[]>> made = new ArrayList<>();
    private long nanos;
    private long end;
    private boolean topic = true;
    private final TableReader reader = new TableReader(TOPIC, this::consumer, all -> taken.add(Set.copyOf(all.keySet())),
            RuntimeException::getMessage, () -> nanos);

    private MockConsumer<byte[], byte[]> consumer() {
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        if (topic) {
            consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
        }
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        made.add(consumer);
        return consumer;
    }

    private void add(long offset, String key, String value) {
        made.get(made.size() - 1).addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key.getBytes(StandardCharsets.UTF_8),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void nothingIsTakenBeforeTheEndSoWhatWasTakenBackLaterIsNeverSeen() {
        end = 3;
        reader.poll();
        add(0, "a", "1");
        add(1, "b", "1");
        reader.poll();
        assertThat(taken).isEmpty();
        add(2, "a", null);
        reader.poll();

        assertThat(taken).containsExactly(Set.of("b"));
        add(3, "c", "1");
        reader.poll();
        reader.poll();
        assertThat(taken).containsExactly(Set.of("b"), Set.of("b", "c"));
        assertThat(reader.problem()).isNull();
    }

    @Test
    void anEmptyTopicIsAnEmptyTable() {
        reader.poll();

        assertThat(taken).containsExactly(Set.of());
    }

    @Test
    void aTopicThatIsMissingIsNamedAndAskedForAgainAfterAPause() {
        topic = false;
        reader.poll();
        reader.poll();
        assertThat(reader.problem()).contains("there is no topic bactrian.models", "cleanup.policy=compact");
        assertThat(made).as("no new try without a pause").hasSize(1);

        topic = true;
        nanos += Duration.ofMinutes(2).toNanos();
        reader.poll();
        assertThat(taken).containsExactly(Set.of());
        assertThat(reader.problem()).isNull();
    }

    @Test
    void afterAFailureTheTableIsReadAgainAndUntilThenTheLastOneHolds() {
        end = 1;
        reader.poll();
        add(0, "a", "1");
        reader.poll();
        made.get(0).setPollException(new KafkaException("the broker has gone"));
        reader.poll();
        assertThat(reader.problem()).isEqualTo("the broker has gone");
        assertThat(reader.complete()).isFalse();
        assertThat(made.get(0).closed()).isTrue();
        nanos += Duration.ofMinutes(2).toNanos();
        reader.poll();
        add(0, "a", "1");
        reader.poll();

        assertThat(taken).containsExactly(Set.of("a"), Set.of("a"));
    }

    @Test
    void aTopicThatWasMadeAnewIsReadFromItsBeginning() {
        end = 5;
        reader.poll();
        for (int i = 0; i < 5; i++) {
            add(i, "old", "1");
        }
        reader.poll();
        made.get(0).setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 5L)));
        end = 1;
        reader.poll();
        nanos += Duration.ofMinutes(2).toNanos();
        reader.poll();
        add(0, "new", "1");
        reader.poll();

        assertThat(taken).containsExactly(Set.of("old"), Set.of("new"));
    }

    @Test
    void aTableWithoutBoundIsCutAndSaysSo() {
        reader.poll();
        for (int i = 0; i <= 5000; i++) {
            add(i, "key-" + i, "1");
        }
        reader.poll();

        assertThat(taken.get(taken.size() - 1)).hasSize(5000);
        assertThat(reader.problem()).contains("more than 5000 entries", "send tombstones");
    }
}
