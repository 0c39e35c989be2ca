package io.bactrian.spans;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

import io.bactrian.trace.TraceContext;
import io.opentelemetry.api.trace.Span;

/** A batch of records, each of whose messages that is recorded gets a span; their contexts are in the records. */
final class TracedRecords extends DelegateAsyncProcessor {
    private final SpanExport export;
    private final RouteSpans.Step step;
    private final SpanSampling sampling;

    TracedRecords(Processor target, SpanExport export, RouteSpans.Step step, SpanSampling sampling) {
        super(target);
        this.export = export;
        this.step = step;
        this.sampling = sampling;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        List<Span> spans = exchange.getMessage().getBody() instanceof List<?> records ? begin(records) : List.of();
        if (spans.isEmpty()) {
            return super.process(exchange, callback);
        }
        return super.process(exchange, synchronous -> {
            spans.forEach(span -> SpanExport.end(span, exchange.getException()));
            callback.done(synchronous);
        });
    }

    private List<Span> begin(List<?> records) {
        List<Span> spans = new ArrayList<>();
        for (Object each : records) {
            TraceContext message = each instanceof Message record
                    && record.getHeader(TraceContext.PARENT) instanceof String parent ? TraceContext.of(parent, null) : null;
            if (message != null && sampling.records(message)) {
                spans.add(export.span(step.name(), message, System.nanoTime()).setSpanKind(step.kind())
                        .setAllAttributes(step.attributes()).startSpan());
            }
        }
        return spans;
    }
}
