package io.bactrian.spans;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

import io.bactrian.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;

/** A span for each message that is recorded, from its arrival until its exchange has ended. */
public final class MessageSpans implements MessageTracer {
    /** Exchange property: the {@link TraceContext} of the message's own span. */
    static final String CONTEXT = "bactrian.trace";

    private final SpanExport export;
    private final SpanSampling sampling;
    private final TraceSettings settings;

    public MessageSpans(SpanExport export, TraceSettings settings) {
        this.export = export;
        this.sampling = new SpanSampling(settings.ratio(), settings.mostPerSecond(), System::nanoTime);
        this.settings = settings;
    }

    @Override
    public TraceContext arrived(Exchange exchange, Way way, TraceContext parent, long arrival, String source) {
        if (!sampling.records(parent)) {
            return parent;
        }
        Span span = attributes(way, way == Way.MQTT
                ? export.span("process " + settings.telemetry(), parent, arrival)
                : export.span(way.span(), parent, arrival)).startSpan();
        if (source != null) {
            span.setAttribute("bactrian.device", source);
        }
        TraceContext own = SpanExport.context(span, parent);
        exchange.setProperty(CONTEXT, own);
        exchange.getExchangeExtension().addOnCompletion(new End(span));
        return own;
    }

    private SpanBuilder attributes(Way way, SpanBuilder span) {
        return switch (way) {
            case MQTT -> span.setSpanKind(SpanKind.CONSUMER).setAttribute("messaging.system", "mqtt")
                    .setAttribute("messaging.operation.name", "process").setAttribute("messaging.operation.type", "process")
                    .setAttribute("messaging.destination.template", settings.telemetry());
            case GRPC -> span.setSpanKind(SpanKind.SERVER).setAttribute("rpc.system", "grpc")
                    .setAttribute("rpc.service", way.span().substring(0, way.span().indexOf('/')))
                    .setAttribute("rpc.method", way.span().substring(way.span().indexOf('/') + 1));
            case TELEMETRY, IMAGE, INFER -> span.setSpanKind(SpanKind.SERVER).setAttribute("http.request.method", "POST")
                    .setAttribute("http.route", way.span().substring("POST ".length()));
        };
    }

    private static final class End extends SynchronizationAdapter {
        private final Span span;

        End(Span span) {
            this.span = span;
        }

        @Override
        public void onDone(Exchange exchange) {
            SpanExport.end(span, exchange.getException() == null
                    ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                    : exchange.getException());
        }
    }
}
