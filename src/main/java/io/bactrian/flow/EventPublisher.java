package io.bactrian.flow;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

import io.bactrian.announce.RolloutReport;
import io.bactrian.delivery.OrderStatus;
import io.bactrian.learn.DriftEvent;
import io.bactrian.learn.ModelStatistics;
import io.bactrian.rollout.ModelEvent;

/**
 * Hands events to a route and returns when they are on disk; it does not wait for the broker. Throws
 * when one is not on disk in time: the caller must publish it again. Any thread.
 */
public final class EventPublisher<E> implements Consumer<E> {
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    private final ProducerTemplate template;
    private final String route;
    private final Function<E, String> name;
    private final Duration inTime;

    private EventPublisher(ProducerTemplate template, String route, Function<E, String> name, Duration inTime) {
        this.template = template;
        this.route = route;
        this.name = name;
        this.inTime = inTime;
    }

    /** To {@code direct:model-event}. */
    public static EventPublisher<ModelEvent> models(ProducerTemplate template) {
        return models(template, IN_TIME);
    }

    static EventPublisher<ModelEvent> models(ProducerTemplate template, Duration inTime) {
        return new EventPublisher<>(template, "direct:model-event",
                event -> "'" + event.kind().text() + "' of " + event.model() + " " + event.version(), inTime);
    }

    /** To {@code direct:drift-event}. */
    public static EventPublisher<DriftEvent> drift(ProducerTemplate template) {
        return new EventPublisher<>(template, "direct:drift-event",
                event -> "'drift' of " + event.model() + " " + event.version(),
                IN_TIME);
    }

    /** To {@code direct:statistics}. */
    public static EventPublisher<ModelStatistics> statistics(ProducerTemplate template) {
        return new EventPublisher<>(template, "direct:statistics",
                record -> "'statistics' of " + record.model() + " " + record.version(), IN_TIME);
    }

    /** To {@code direct:delivery-event}. */
    public static EventPublisher<OrderStatus> deliveries(ProducerTemplate template) {
        return new EventPublisher<>(template, "direct:delivery-event",
                status -> "'" + status.state() + "' of the order " + status.order(), IN_TIME);
    }

    /** To {@code direct:report}. */
    public static EventPublisher<RolloutReport> reports(ProducerTemplate template) {
        return new EventPublisher<>(template, "direct:report", report -> "the report " + report.id(), IN_TIME);
    }

    @Override
    public void accept(E event) {
        if (!template.getCamelContext().isStarted()) {
            throw new IllegalStateException(notPublished(event, "the routes are not there yet"));
        }
        try {
            Exchange sent = template.asyncSend(route + "?block=false", made -> made.getMessage().setBody(event))
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

    private String notPublished(E event, String reason) {
        return "the event " + name.apply(event) + " is not published: "
                + reason + "; it is published again";
    }
}
