package io.bactrian.page;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.Timer;

/**
 * What one step of a route has done since somebody looks: each message is counted, about a hundred a second are timed. Any thread;
 * nothing waits.
 */
final class StepCounts {
    static final int TIMED_PER_SECOND = 100;

    private final String name;
    private final RecentTimes recent;
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private volatile long timedOf = 1;
    private volatile Timer times;
    private long before;

    StepCounts(String name, RecentTimes recent) {
        this.name = name;
        this.recent = recent;
    }

    /** A message comes to the step. What is returned is to be called when it has gone through. */
    AsyncCallback begin(Exchange exchange, AsyncCallback callback) {
        begun.increment();
        boolean timed = isTimed();
        long start = timed ? System.nanoTime() : 0;
        return doneSync -> {
            if (timed) {
                times().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
            if (isFailed(exchange)) {
                errors.increment();
            }
            ended.increment();
            callback.done(doneSync);
        };
    }

    /** By chance, as what is sent in batches could otherwise always be the first of its batch. */
    private boolean isTimed() {
        long of = timedOf;
        return of == 1 || ThreadLocalRandom.current().nextLong(of) == 0;
    }

    private static boolean isFailed(Exchange exchange) {
        return exchange.isFailed() || ExchangeHelper.isFailureHandled(exchange);
    }

    private Timer times() {
        Timer known = times;
        if (known == null) {
            known = recent.of(name);
            times = known;
        }
        return known;
    }

    /** Once a second, from one thread: the more messages there are, the fewer of them are timed. */
    void sample() {
        long now = begun.sum();
        timedOf = Math.max(1, (now - before) / TIMED_PER_SECOND);
        before = now;
    }

    boolean isEmpty() {
        return begun.sum() == 0;
    }

    void write(ObjectNode json) {
        long gone = ended.sum();
        json.put("count", gone).put("errors", errors.sum()).put("inFlight", begun.sum() - gone);
        Timer known = times;
        if (known != null) {
            json.put("timed", known.count());
            RecentTimes.write(known, json);
        }
    }
}
