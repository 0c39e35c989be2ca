package io.bactrian.ops;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

import io.bactrian.flow.MessageTrails;

/**
 * A producer that says what becomes of the records of messages that somebody follows. While there are none, a record costs one read
 * more than without; Camel's {@code recordMetadata} would put a header into each.
 */
final class FollowedProducer extends KafkaProducer<Object, Object> {
    private static final String RECORD_ID = "ce_id";

    private final MessageTrails trails;
    private final Function<Throwable, String> words;

    /** @param words why Kafka did not take a record */
    FollowedProducer(Properties properties, MessageTrails trails, Function<Throwable, String> words) {
        super(properties);
        this.trails = trails;
        this.words = words;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<Object, Object> record, Callback callback) {
        Header id = trails.awaitsNoRecord() ? null : record.headers().lastHeader(RECORD_ID);
        return super.send(record,
                id == null ? callback : new Followed(new String(id.value(), StandardCharsets.UTF_8), callback));
    }

    private final class Followed implements Callback {
        private final String id;
        private final Callback callback;

        Followed(String id, Callback callback) {
            this.id = id;
            this.callback = callback;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            if (failure == null) {
                trails.delivered(id, metadata.topic(), metadata.partition(), metadata.offset());
            } else {
                trails.notDelivered(id, words.apply(failure));
            }
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
        }
    }
}
