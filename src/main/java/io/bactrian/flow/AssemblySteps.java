package io.bactrian.flow;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Singleton;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.quarkus.main.events.BeforeStop;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.SynchronizationAdapter;

import io.bactrian.enrich.Assembly;
import io.bactrian.enrich.OpenRow.Part;
import io.bactrian.enrich.RowAssembler;
import io.bactrian.mqtt.MqttHeaders;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Telemetry;

/**
 * The steps that make rows of single values. A message whose value waits keeps its exchange, and so its acknowledgement, until the row that
 * it is part of is answered and its sample is on disk.
 */
@Singleton
final class AssemblySteps {
    private static final String OTHERS = "bactrian.row-messages";

    private final RowAssembler assembler;

    AssemblySteps(RowAssembler assembler) {
        this.assembler = assembler;
    }

    void bind(StepRegistry steps) {
        steps.step("assemble", new Assemble());
        steps.condition("is-row", exchange -> exchange.getMessage().getBody() instanceof Telemetry);
        steps.step("row-answered", AssemblySteps::rowAnswered);
    }

    /** What waits is set aside while the routes still run. */
    void stopping(@Observes(notifyObserver = Reception.IF_EXISTS) BeforeStop event) {
        assembler.close();
    }

    private final class Assemble extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Telemetry telemetry = exchange.getMessage().getBody() instanceof Telemetry given ? given : null;
            Assembly assembly = telemetry == null ? null : assembler.of(telemetry.device());
            if (assembly != null) {
                try {
                    exchange.setProperty(MqttHeaders.WAITS, true);
                    MessageContext context = MessageContext.find(exchange);
                    RowAssembler.Added added = assembler.add(telemetry, assembly, new Waiting(exchange, callback));
                    if (added.waits()) {
                        TrailNotes.waits(context);
                        return false;
                    }
                    goOn(exchange, added.row(), added.others());
                } catch (RuntimeException e) {
                    exchange.setException(e);
                }
            }
            callback.done(true);
            return true;
        }
    }

    /** The exchange goes on with the row; the others end when it does. */
    static void goOn(Exchange exchange, Telemetry row, List<Part> others) {
        exchange.getMessage().setBody(row);
        if (!others.isEmpty()) {
            Others waiting = new Others(others);
            exchange.setProperty(OTHERS, waiting);
            exchange.getExchangeExtension().addOnCompletion(waiting);
        }
    }

    private static void rowAnswered(Exchange exchange) {
        if (exchange.getProperty(OTHERS) instanceof Others others) {
            others.end();
        }
    }

    private record Waiting(Exchange exchange, AsyncCallback callback) implements Part {
        @Override
        public void lead(Telemetry row, List<Part> others) {
            goOn(exchange, row, others);
            callback.done(false);
        }

        @Override
        public void end() {
            exchange.getMessage().setBody(null);
            callback.done(false);
        }

        @Override
        public void fail(Exception cause) {
            exchange.setException(cause);
            callback.done(false);
        }
    }

    /** The messages of a row that end with the one that leads it: with an answer, an error, or a failure. */
    private static final class Others extends SynchronizationAdapter {
        private final List<Part> parts;
        private final AtomicBoolean ended = new AtomicBoolean();

        Others(List<Part> parts) {
            this.parts = parts;
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                parts.forEach(Part::end);
            }
        }

        @Override
        public void onDone(Exchange leader) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            Exception cause = cause(leader);
            parts.forEach(part -> part.fail(cause));
        }

        private static Exception cause(Exchange leader) {
            BadInput refusal = MessageContext.of(leader).refusal();
            if (refusal != null) {
                return new BadInput(refusal.code(), "the row that it is part of was refused: " + refusal.getMessage());
            }
            Exception failure = leader.getException() == null
                    ? leader.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)
                    : leader.getException();
            return failure == null ? new IllegalStateException("the row did not come to its end") : failure;
        }
    }
}
