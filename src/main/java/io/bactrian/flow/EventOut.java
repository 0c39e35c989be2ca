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
 * Hands events to {@code direct:model-event} and returns when they are on disk; a broker that is away is not waited for. Throws
 * when one is not on disk in time: whoever has it must give it again. Any thread.
 */
public final class EventOut implements Consumer<ModelEvent> {
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    private final ProducerTemplate template;
    private final Duration inTime;

    public EventOut(ProducerTemplate template) {
        this(template, IN_TIME);
    }

    EventOut(ProducerTemplate template, Duration inTime) {
        this.template = template;
        this.inTime = inTime;
    }

    @Override
    public void accept(ModelEvent event) {
        if (!template.getCamelContext().isStarted()) {
            throw new IllegalStateException(notTold(event, "the routes are not there yet"));
        }
        try {
            Exchange told = template.asyncSend("direct:model-event?block=false", made -> made.getMessage().setBody(event))
                    .get(inTime.toMillis(), TimeUnit.MILLISECONDS);
            if (told.getException() != null) {
                throw new IllegalStateException(notTold(event, told.getException().getMessage()), told.getException());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(notTold(event, "not on disk within " + inTime), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(notTold(event, "interrupted"), e);
        }
    }

    private static String notTold(ModelEvent event, String reason) {
        return "the event '" + event.kind().text() + "' of " + event.model() + " " + event.version() + " is not told: "
                + reason + "; it is told again";
    }
}
