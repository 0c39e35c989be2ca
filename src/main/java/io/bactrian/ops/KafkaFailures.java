package io.bactrian.ops;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import io.bactrian.mqtt.client.PublishRefusedException;
import io.bactrian.spool.camel.DeliveryFailures;

/** Why Kafka, or for events the broker, did not take a record, in words that do not change from try to try, with the remedy. Any thread. */
final class KafkaFailures implements DeliveryFailures {
    private static final Set<Class<?>> OF_THE_RECORD = Set.of(RecordTooLargeException.class, InvalidRecordException.class,
            SerializationException.class);
    private static final Pattern MISSING_TOPIC = Pattern.compile("Topic (\\S+) not present in metadata");
    private static final String NO_HOST = "No resolvable bootstrap urls";
    private static final int QUOTA_EXCEEDED = 0x97;

    private final BooleanSupplier connected;
    private final String servers;

    /** @param connected whether a Kafka broker answers at present */
    KafkaFailures(BooleanSupplier connected, String servers) {
        this.connected = connected;
        this.servers = servers;
    }

    @Override
    public boolean refused(Throwable failure) {
        return isFinal(failure) || causes(failure)
                .anyMatch(cause -> cause instanceof PublishRefusedException publish && publish.reasonCode() != QUOTA_EXCEEDED);
    }

    /** What Kafka says of a record's size and form; a broker's access rules may have been read again by the next try. */
    @Override
    public boolean isFinal(Throwable refusal) {
        return causes(refusal).anyMatch(cause -> OF_THE_RECORD.stream().anyMatch(type -> type.isInstance(cause)));
    }

    @Override
    public String describe(Throwable failure) {
        return causes(failure).map(this::known).filter(text -> text != null).findFirst().orElseGet(() -> text(last(failure)));
    }

    private String known(Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return "a record is larger than Kafka takes: raise kafka.max.request.size and the topic's max.message.bytes";
        }
        if (cause instanceof AuthenticationException) {
            return "authentication failed (" + cause.getMessage()
                    + "): correct kafka.security.protocol, kafka.sasl.* or kafka.ssl.*";
        }
        if (cause instanceof ClusterAuthorizationException) {
            return "not authorised (" + cause.getMessage() + "): allow this user IdempotentWrite on the cluster";
        }
        if (cause instanceof AuthorizationException) {
            return "not authorised (" + cause.getMessage() + "): allow this user Write and Describe on the topic";
        }
        if (cause instanceof InvalidTopicException) {
            return "the topic's name is not one that Kafka takes (" + cause.getMessage() + "): correct it";
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return "the topic is missing (" + cause.getMessage() + "): create it";
        }
        if (cause instanceof NotEnoughReplicasException || cause instanceof NotEnoughReplicasAfterAppendException) {
            return "too few replicas are in sync: see Kafka's brokers, or lower the topic's min.insync.replicas";
        }
        if (cause instanceof TimeoutException) {
            return timeout(String.valueOf(cause.getMessage()));
        }
        return cause instanceof ConfigException ? unusable(String.valueOf(cause.getMessage())) : null;
    }

    /** Whether a client cannot be made because no name of a server is known. */
    static boolean noHostIsKnown(Throwable failure) {
        return causes(failure).anyMatch(
                cause -> cause instanceof ConfigException && String.valueOf(cause.getMessage()).contains(NO_HOST));
    }

    private String unusable(String message) {
        return message.contains(NO_HOST)
                ? "no host of kafka.bootstrap.servers (" + servers + ") is known: correct kafka.bootstrap.servers, or see DNS"
                : "the Kafka client cannot be made (" + message + "): correct kafka.*";
    }

    private String timeout(String message) {
        if (!connected.getAsBoolean()) {
            return "no Kafka broker answers at " + servers + ": see network, brokers and kafka.bootstrap.servers";
        }
        Matcher missing = MISSING_TOPIC.matcher(message);
        return missing.find()
                ? "Kafka answers, but the topic is missing (" + missing.group(1)
                        + "), or this user may not see it: create it, or allow Describe"
                : "Kafka did not acknowledge in time: see the load of its brokers, the topic's leaders and min.insync.replicas";
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(20);
    }

    private static Throwable last(Throwable failure) {
        return causes(failure).reduce(failure, (before, cause) -> cause);
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
