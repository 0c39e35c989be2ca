package io.bactrian.spans;

import org.apache.camel.Exchange;

import io.bactrian.trace.TraceContext;

/** Begins the spans of messages; a plugin of the Camel context. Any thread; never waits. */
public interface MessageTracer {
    /** Where traces are not recorded. A plugin too: Camel looks slowly for one that is not there. */
    MessageTracer NONE = (exchange, way, parent, arrival, source) -> parent;

    /**
     * A message has arrived, and ends with its exchange.
     *
     * @param parent  what it came with; null for none
     * @param arrival {@link System#nanoTime()}
     * @param source  the device; null for none
     * @return what it goes on with: where it is recorded its own span, else what it came with
     */
    TraceContext arrived(Exchange exchange, Way way, TraceContext parent, long arrival, String source);

    /** The same, where traces are recorded; else what it came with. */
    static TraceContext begin(Exchange exchange, Way way, TraceContext parent, long arrival, String source) {
        MessageTracer tracer = exchange.getContext().getCamelContextExtension().getContextPlugin(MessageTracer.class);
        return tracer == null ? parent : tracer.arrived(exchange, way, parent, arrival, source);
    }
}
