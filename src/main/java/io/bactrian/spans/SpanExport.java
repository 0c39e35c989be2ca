package io.bactrian.spans;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.bactrian.telemetry.BadInput;
import io.bactrian.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Makes spans, and sends those that have ended. Any thread; nothing waits but {@link #send} and {@link #close}. */
public final class SpanExport implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final SpanQueue queue;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    public SpanExport(TraceSettings settings) {
        this(settings, OtlpHttpSpanExporter.builder().setEndpoint(settings.endpoint()).setTimeout(TIMEOUT)
                .setConnectTimeout(TIMEOUT).setRetryPolicy(null).build());
    }

    SpanExport(TraceSettings settings, SpanExporter exporter) {
        queue = new SpanQueue(exporter, settings.endpoint());
        AttributesBuilder resource = Attributes.builder();
        settings.resource().forEach(resource::put);
        provider = SdkTracerProvider.builder().addSpanProcessor(queue).setResource(Resource.create(resource.build())).build();
        tracer = provider.get("io.bactrian");
    }

    /**
     * A span that is recorded.
     *
     * @param parent null for the first of a trace
     * @param start  {@link System#nanoTime()}
     */
    SpanBuilder span(String name, TraceContext parent, long start) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        SpanBuilder span = tracer.spanBuilder(name)
                .setStartTimestamp(now - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        return parent == null
                ? span.setNoParent()
                : span.setParent(Context.root().with(Span.wrap(remote(parent))));
    }

    static SpanContext remote(TraceContext context) {
        return SpanContext.createFromRemoteParent(context.traceId(), context.spanId(), TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    /** Where what the span does goes on, with the state that it came with. */
    static TraceContext context(Span span, TraceContext parent) {
        SpanContext own = span.getSpanContext();
        return new TraceContext("00-" + own.getTraceId() + "-" + own.getSpanId() + "-" + own.getTraceFlags().asHex(),
                parent == null ? null : parent.state());
    }

    /** @param failure null for none; of it only its kind is recorded */
    static void end(Span span, Throwable failure) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR).setAttribute(ERROR,
                    failure instanceof BadInput bad ? bad.code().code() : failure.getClass().getName());
        }
        span.end();
    }

    /** Sends what has ended. One thread at a time. */
    public void send() {
        queue.send();
    }

    /** Spans that the collector has taken. */
    public long sent() {
        return queue.sent();
    }

    /** Spans that were dropped, for want of room or because the collector did not take them. */
    public long lost() {
        return queue.lost();
    }

    /** Sends what has ended, some seconds long at most. */
    @Override
    public void close() {
        queue.send();
        provider.close();
    }
}
