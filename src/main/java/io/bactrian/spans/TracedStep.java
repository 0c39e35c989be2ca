package io.bactrian.spans;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

import io.bactrian.trace.TraceContext;
import io.opentelemetry.api.trace.Span;

/** A step that is a span of each message that is recorded. */
final class TracedStep extends DelegateAsyncProcessor {
    private final SpanExport export;
    private final RouteSpans.Step step;

    TracedStep(Processor target, SpanExport export, RouteSpans.Step step) {
        super(target);
        this.export = export;
        this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (!(exchange.getProperty(MessageSpans.CONTEXT) instanceof TraceContext message)) {
            return super.process(exchange, callback);
        }
        Span span = export.span(step.name(), message, System.nanoTime()).setSpanKind(step.kind())
                .setAllAttributes(step.attributes()).startSpan();
        return super.process(exchange, synchronous -> {
            SpanExport.end(span, exchange.getException());
            callback.done(synchronous);
        });
    }
}
