package io.bactrian.spans;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;

/** Spans for what routes do with messages that are recorded: {@code infer:}, publishes, spools, and Kafka. Other steps are not touched. */
public final class RouteSpans implements InterceptStrategy {
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("messaging.destination.template");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");

    private final SpanExport export;
    private final TraceSettings settings;

    public RouteSpans(SpanExport export, TraceSettings settings) {
        this.export = export;
        this.settings = settings;
    }

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode definition, Processor target,
            Processor nextTarget) {
        if (!(definition instanceof ToDefinition to)) {
            return target;
        }
        String uri = context.resolvePropertyPlaceholders(to.getEndpointUri()).split("\\?", 2)[0];
        int colon = uri.indexOf(':');
        String name = uri.substring(colon + 1);
        return switch (uri.substring(0, Math.max(0, colon))) {
            case "infer" -> new TracedStep(target, export, new Step("infer", SpanKind.INTERNAL, Attributes.empty()));
            case "spool" -> new TracedStep(target, export, new Step("store " + name, SpanKind.INTERNAL,
                    Attributes.of(AttributeKey.stringKey("bactrian.spool"), name)));
            case "paho-mqtt5" -> new TracedStep(target, export, new Step("send " + settings.inference(), SpanKind.PRODUCER,
                    Attributes.of(SYSTEM, "mqtt", OPERATION, "send", TYPE, "send", TEMPLATE, settings.inference())));
            case "kafka" -> new TracedRecords(target, export, new Step("send " + name, SpanKind.PRODUCER,
                    Attributes.of(SYSTEM, "kafka", OPERATION, "send", TYPE, "send", DESTINATION, name)),
                    new SpanSampling(0, settings.mostPerSecond(), System::nanoTime));
            default -> target;
        };
    }

    /** What spans of a step have in common. */
    record Step(String name, SpanKind kind, Attributes attributes) {
    }
}
