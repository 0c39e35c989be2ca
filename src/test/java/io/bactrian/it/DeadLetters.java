package io.bactrian.it;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.bactrian.kit.KafkaBroker;
import io.bactrian.kit.KafkaTap;

/** The last dead letter of each device since this was opened. */
final class DeadLetters implements AutoCloseable {
    private final Map<String, ConsumerRecord<byte[], byte[]>> byDevice = new ConcurrentHashMap<>();
    private final KafkaTap tap;

    DeadLetters(KafkaBroker kafka) {
        tap = KafkaTap.open(kafka, record -> {
            if (record.topic().equals(KafkaBroker.DEAD_LETTERS)) {
                byDevice.put(KafkaTap.key(record), record);
            }
        });
    }

    /** Null while there is none. */
    ConsumerRecord<byte[], byte[]> of(String device) {
        return byDevice.get(device);
    }

    @Override
    public void close() {
        tap.close();
    }
}
