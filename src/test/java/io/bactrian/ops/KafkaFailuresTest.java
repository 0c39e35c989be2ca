package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
    private boolean connected = true;
    private final KafkaFailures failures = new KafkaFailures(() -> connected, "kafka:9092");

    @Test
    void onlyWhatIsWrongWithTheRecordIsRefused() {
        assertThat(failures.refused(new ExecutionException(new RecordTooLargeException("large")))).isTrue();
        assertThat(failures.refused(new TimeoutException("Expiring 3 record(s)"))).isFalse();
        assertThat(failures.refused(new TopicAuthorizationException("samples"))).isFalse();
        assertThat(failures.refused(new IllegalStateException("anything"))).isFalse();
    }

    @Test
    void theReasonIsTheSameFromTryToTry() {
        assertThat(failures.describe(new TimeoutException("Expiring 3 record(s) for samples-1:120001 ms has passed")))
                .isEqualTo(failures.describe(new TimeoutException("Expiring 71 record(s) for samples-0:120049 ms has passed")))
                .contains("did not acknowledge in time");
    }

    @Test
    void aTopicIsMissingOnlyWhereKafkaAnswers() {
        var timeout = new TimeoutException("Topic samples not present in metadata after 15000 ms.");
        assertThat(failures.describe(timeout)).contains("the topic is missing").contains("create it");
        connected = false;
        assertThat(failures.describe(timeout)).isEqualTo(
                "no Kafka broker answers at kafka:9092: see network, brokers and kafka.bootstrap.servers");
    }

    @Test
    void eachReasonHasItsRemedy() {
        assertThat(failures.describe(
                new ExecutionException(new TopicAuthorizationException("Not authorized to access topics: [samples]"))))
                .contains("[samples]").contains("allow this user Write");
        assertThat(failures.describe(new SaslAuthenticationException("Authentication failed: Invalid username or password")))
                .contains("Invalid username or password").contains("kafka.sasl");
        assertThat(failures.describe(new KafkaException("Failed to construct kafka producer",
                new ConfigException("No resolvable bootstrap urls given in bootstrap.servers")))).contains("kafka:9092")
                .contains("DNS");
        assertThat(failures.describe(new RecordTooLargeException("…"))).contains("max.request.size");
    }

    @Test
    void anythingElseIsSaidAsItIs() {
        assertThat(failures.describe(new IllegalStateException("outer", new IllegalArgumentException("inner"))))
                .isEqualTo("IllegalArgumentException: inner");
    }
}
