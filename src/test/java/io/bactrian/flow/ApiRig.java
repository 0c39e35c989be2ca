package io.bactrian.flow;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.delivery.OrderStatus;
import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;
import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.StubComponent;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.rollout.FakeControl;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The shipped routes of the REST interface, over HTTP, around a control that only notes what it is asked. */
final class ApiRig implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    static final String TOKEN = "correct-horse-battery";
    static final ObjectMapper JSON = new ObjectMapper();

    final FakeControl control = new FakeControl();
    final DeadLetters letters = new DeadLetters();
    private final DefaultCamelContext context = new DefaultCamelContext();
    CamelHttp http;

    @Override
    public void beforeAll(ExtensionContext test) throws Exception {
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        new ControlSteps(control, new ControlAccess(() -> ApiToken.of(TOKEN))).bind(new StepRegistry(context.getRegistry()));
        StepRegistry steps = new StepRegistry(context.getRegistry());
        new DeliverySteps(null, null, null, this::orders).bind(steps);
        new LetterSteps(letters, Trip.TOPICS, new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC()),
                new FlowMeters(new SimpleMeterRegistry())).bind(steps);
        for (String other : List.of("end-process", "enrich", "keep-answer")) {
            steps.step(other, exchange -> {
            });
        }
        context.addComponent("infer", new StubComponent((model, exchange) -> {
        }));
        context.addRoutes(process());
        for (var routes : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.resolveMandatoryResource(context, "classpath:routes/api.camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.start();
    }

    /** Stands in for what is done with each message from the broker. */
    private static RouteBuilder process() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:process").errorHandler(noErrorHandler()).process(exchange -> {
                    MessageContext context = MessageContext.begin(exchange, Trip.TOPICS);
                    switch (new String(context.envelope().payload(), StandardCharsets.UTF_8)) {
                        case "bad" -> throw new BadInput(ErrorCode.NOT_JSON, "it is not JSON");
                        case "down" -> throw new ModelUnavailable("no version in service", null);
                        case "broken" -> throw new IllegalStateException("inner secrets");
                        default -> {
                        }
                    }
                });
            }
        };
    }

    /** Its id. */
    String letter(String payload, DeadLetter.Way way) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        letters.add(new DeadLetter(Instant.EPOCH, "pump-7", "devices/pump-7/telemetry", null, "not-json", "cut off", bytes,
                bytes.length, way));
        return Long.toString(letters.list(null, Long.MAX_VALUE, 1).get(0).id());
    }

    private List<OrderStatus> orders() {
        if (control.failing) {
            throw new IllegalStateException("inner secrets");
        }
        return List.of(new OrderStatus("edge/pump-2", "pump", 2, "fetching", null, 5, 10, Instant.EPOCH));
    }

    /** Nothing has been asked yet. */
    @Override
    public void beforeEach(ExtensionContext test) {
        control.asked.clear();
        control.failing = false;
        control.onAsked = what -> {
        };
    }

    HttpRequest.Builder authorised(String path) {
        return http.request(path).header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(authorised(path));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(authorised(path).POST(BodyPublishers.ofString(body)));
    }

    @Override
    public void afterAll(ExtensionContext test) {
        context.stop();
    }
}
