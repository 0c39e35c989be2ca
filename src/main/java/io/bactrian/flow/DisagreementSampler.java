package io.bactrian.flow;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.apache.camel.ProducerTemplate;

import io.bactrian.enrich.Enriched;
import io.bactrian.learn.SampleSelector;
import io.bactrian.learn.Selection;
import io.bactrian.model.ModelOutput;

/**
 * Sends messages on which a candidate disagrees through the route {@code sample}, after they were answered: a few at a time, what comes
 * meanwhile is dropped and counted. One thread a model; never waits.
 */
public final class DisagreementSampler implements Consumer<ModelOutput> {
    private static final int MOST = 64;

    private final ProducerTemplate template;
    private final SampleSelector selector;
    private final FlowMeters meters;
    private final AtomicInteger underWay = new AtomicInteger();

    DisagreementSampler(ProducerTemplate template, SampleSelector selector, FlowMeters meters) {
        this.template = template;
        this.selector = selector;
        this.meters = meters;
    }

    /** @param serving what the device was answered */
    @Override
    public void accept(ModelOutput serving) {
        if (!(serving.input() instanceof Enriched input)) {
            return;
        }
        Selection selection = selector.disagreed(serving, input.telemetry().id());
        if (!selection.kept()) {
            return;
        }
        if (!template.getCamelContext().isStarted() || underWay.get() >= MOST) {
            meters.disagreementsDropped.increment();
            return;
        }
        underWay.incrementAndGet();
        meters.selected(selection);
        template.asyncSend("direct:sample?block=false", exchange -> {
            MessageContext context = MessageContext.begin(exchange, input.telemetry().envelope());
            context.enriched(input);
            context.selected(selection);
            exchange.getMessage().setBody(serving);
        }).whenComplete((exchange, failure) -> {
            underWay.decrementAndGet();
            if (failure != null || exchange.getException() != null) {
                meters.disagreementsDropped.increment();
            }
        });
    }
}
