package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class DeferredProducerTest {
    private final MockProducer<String, String> real = new MockProducer<>(true, null, new StringSerializer(),
            new StringSerializer());
    private final AtomicInteger tries = new AtomicInteger();
    private KafkaException obstacle = new KafkaException("no host is known");

    @SuppressWarnings("unchecked")
    private final Producer<String, String> producer = (Producer<String, String>) DeferredProducer.of(() -> {
        tries.incrementAndGet();
        if (obstacle != null) {
            throw obstacle;
        }
        return real;
    });

    private void send() {
        producer.send(new ProducerRecord<>("samples", "x"));
    }

    @Test
    void eachSendTriesUntilTheProducerIsMadeAndThenItIsUsed() {
        assertThatThrownBy(this::send).isSameAs(obstacle);
        assertThatThrownBy(this::send).isSameAs(obstacle);
        obstacle = null;
        send();
        send();

        assertThat(real.history()).hasSize(2);
        assertThat(tries).hasValue(3);
    }

    @Test
    void whoOnlyLooksMakesNone() {
        assertThat(producer.metrics()).isEmpty();
        assertThat(producer.toString()).isNotEmpty();
        assertThat(tries).hasValue(0);
    }

    @Test
    void whatFailsInTheProducerFailsAsItIs() {
        obstacle = null;
        real.sendException = new KafkaException("full");

        assertThatThrownBy(this::send).isSameAs(real.sendException);
    }

    @Test
    void onceClosedItMakesNone() {
        producer.close();
        obstacle = null;

        assertThatThrownBy(this::send).isInstanceOf(IllegalStateException.class);
        assertThat(tries).hasValue(0);
    }

    @Test
    void closingItClosesWhatWasMade() {
        obstacle = null;
        send();
        producer.close();

        assertThat(real.closed()).isTrue();
    }
}
