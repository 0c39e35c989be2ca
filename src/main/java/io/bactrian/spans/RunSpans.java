package io.bactrian.spans;

import java.util.List;

import io.bactrian.model.BatchListener;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.trace.TraceContext;
import io.opentelemetry.api.trace.SpanBuilder;

/** A span for each run of a model that has messages which are recorded, in a trace of its own: it links to all of them. */
public final class RunSpans implements BatchListener {
    private final SpanExport export;

    public RunSpans(SpanExport export) {
        this.export = export;
    }

    @Override
    public void ran(Manifest version, List<? extends ModelInput> inputs, long start) {
        SpanBuilder run = null;
        for (ModelInput input : inputs) {
            TraceContext message = input.trace();
            if (message != null && message.isSampled()) {
                if (run == null) {
                    run = export.span("run " + version.name(), null, start).setAttribute("bactrian.model", version.name())
                            .setAttribute("bactrian.version", version.version())
                            .setAttribute("messaging.batch.message_count", inputs.size());
                }
                run.addLink(SpanExport.remote(message));
            }
        }
        if (run != null) {
            run.startSpan().end();
        }
    }
}
