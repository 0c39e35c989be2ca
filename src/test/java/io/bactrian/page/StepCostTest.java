package io.bactrian.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.DefaultInternalProcessorFactory;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.management.ThreadMXBean;

/** What the figures of steps cost a message that passes fifteen of them, beside a route of Camel without them. */
class StepCostTest {
    private static final int STEPS = 15;
    private static final int MESSAGES = 40_000;
    private static final int ROUNDS = 9;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A route whose steps do nothing. */
    private static final class Empty implements AutoCloseable {
        private final DefaultCamelContext context = new DefaultCamelContext();
        private final AsyncProcessor route;
        private double nanos = Double.MAX_VALUE;
        private long bytes = Long.MAX_VALUE;

        Empty(InternalProcessorFactory factory) throws Exception {
            context.getCamelContextExtension().addContextPlugin(InternalProcessorFactory.class, factory);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    RouteDefinition route = from("direct:empty").routeId("empty").errorHandler(noErrorHandler());
                    for (int step = 0; step < STEPS; step++) {
                        route.process(exchange -> {
                        });
                    }
                }
            });
            context.start();
            route = AsyncProcessorConverterHelper.convert(context.getRoute("empty").getProcessor());
        }

        /** Messages go through; the least of all rounds counts. */
        void round() throws Exception {
            long cpu = THREADS.getCurrentThreadCpuTime();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            for (int n = 0; n < MESSAGES; n++) {
                Exchange exchange = new DefaultExchange(context);
                route.process(exchange);
            }
            bytes = Math.min(bytes, (THREADS.getCurrentThreadAllocatedBytes() - allocated) / MESSAGES);
            nanos = Math.min(nanos, (double) (THREADS.getCurrentThreadCpuTime() - cpu) / MESSAGES);
        }

        @Override
        public void close() {
            context.stop();
        }
    }

    private static void second(StepFigures figures) {
        figures.seen().forEach(step -> {
            step.counts().sample();
            step.counts().write(JsonNodeFactory.instance.objectNode());
        });
    }

    @Test
    void aMessageCostsTheSameWithoutAViewerAndLessThanTwiceAsMuchWithOne() throws Exception {
        StepFigures never = new StepFigures();
        StepFigures before = new StepFigures();
        StepFigures now = new StepFigures();
        try (Empty plain = new Empty(new DefaultInternalProcessorFactory());
                Empty unseen = new Empty(never);
                Empty left = new Empty(before);
                Empty watched = new Empty(now)) {
            before.watch(true);
            left.round();
            before.watch(false);
            left.bytes = Long.MAX_VALUE;
            left.nanos = Double.MAX_VALUE;
            now.watch(true);
            for (int round = 0; round < ROUNDS; round++) {
                plain.round();
                unseen.round();
                left.round();
                watched.round();
                second(now);
            }
            System.out.printf(
                    "figures of %d steps: a message takes %.0f ns of the processor and %d bytes on Camel alone, "
                            + "%.0f ns and %d bytes before the first viewer, %.0f ns and %d bytes after the last, %.0f ns and %d bytes with one%n",
                    STEPS, plain.nanos, plain.bytes, unseen.nanos, unseen.bytes, left.nanos, left.bytes, watched.nanos,
                    watched.bytes);

            assertThat(unseen.bytes).isEqualTo(plain.bytes);
            assertThat(left.bytes).isEqualTo(plain.bytes);
            assertThat(unseen.nanos).isLessThan(1.25 * plain.nanos);
            assertThat(left.nanos).isLessThan(1.25 * plain.nanos);
            assertThat(watched.nanos).isLessThan(2 * plain.nanos);
        }
    }
}
