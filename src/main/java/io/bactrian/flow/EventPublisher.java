package io.bactrian.flow;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

import io.bactrian.rollout.ModelEvent;

/**
 * Hands events to {@code direct:model-event} and returns when they are on disk; it does not wait for the broker. Throws
 * when one is not on disk in time: the caller must publish it again. Any thread.
 */
public final class EventPublisher implements Consumer<ModelEvent> {
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    private final ProducerTemplate template;
    private final Duration inTime;

    public EventPublisher(ProducerTemplate template) {
        this(template, IN_TIME);
    }

    EventPublisher(ProducerTemplate template, Duration inTime) {
        this.template = template;
        this.inTime = inTime;
    }

    @Override
    public void accept(ModelEvent event) {
        if (!template.getCamelContext().isStarted()) {
            throw new IllegalStateException(notPublished(event, "the routes are not there yet"));
        }
        try {
            Exchange sent = template.asyncSend("direct:model-event?block=false", made -> made.getMessage().setBody(event))
                    .get(inTime.toMillis(), TimeUnit.MILLISECONDS);
            if (sent.getException() != null) {
                throw new IllegalStateException(notPublished(event, sent.getException().getMessage()), sent.getException());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(notPublished(event, "not on disk within " + inTime), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(notPublished(event, "interrupted"), e);
        }
    }

    private static String notPublished(ModelEvent event, String reason) {
        return "the event '" + event.kind().text() + "' of " + event.model() + " " + event.version() + " is not published: "
                + reason + "; it is published again";
    }
}
