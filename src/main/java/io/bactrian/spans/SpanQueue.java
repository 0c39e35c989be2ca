package io.bactrian.spans;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jboss.logging.Logger;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * Ended spans until they are sent; what has no room, or is not taken, is dropped and counted. Spans end on any thread and never wait;
 * {@link #send} is one thread's.
 */
final class SpanQueue implements SpanProcessor {
    private static final Logger LOG = Logger.getLogger(SpanQueue.class);
    private static final int MOST = 4096;
    private static final int BATCH = 512;
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<ReadableSpan> queue = new ArrayBlockingQueue<>(MOST);
    private final SpanExporter exporter;
    private final String endpoint;
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private boolean away;

    SpanQueue(SpanExporter exporter, String endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // only ended spans count
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!queue.offer(span)) {
            lost.increment();
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /** Sends what has ended, in batches; the first that is not taken is lost, and the rest waits for the next time. */
    void send() {
        List<ReadableSpan> ended = new ArrayList<>(BATCH);
        while (queue.drainTo(ended, BATCH) > 0) {
            List<SpanData> batch = ended.stream().map(ReadableSpan::toSpanData).toList();
            ended.clear();
            CompletableResultCode result = exporter.export(batch).join(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!result.isSuccess()) {
                lost.add(batch.size());
                say(result.getFailureThrowable());
                return;
            }
            sent.add(batch.size());
            if (away) {
                away = false;
                LOG.infof("Traces reach %s again", endpoint);
            }
        }
    }

    private void say(Throwable failure) {
        if (!away) {
            away = true;
            LOG.warnf(
                    "Traces do not reach %s: %s. Spans are dropped and counted (bactrian_traces_lost_total) until it takes them;"
                            + " messages are not affected",
                    endpoint, reason(failure));
        }
    }

    /** What went wrong on the way; what is around it is the exporter's own. */
    private static String reason(Throwable failure) {
        if (failure == null) {
            return "no answer in time";
        }
        Throwable first = failure;
        while (!(first instanceof IOException) && first.getCause() != null) {
            first = first.getCause();
        }
        return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    long sent() {
        return sent.sum();
    }

    /** For want of room, or because the collector did not take them. */
    long lost() {
        return lost.sum();
    }
}
