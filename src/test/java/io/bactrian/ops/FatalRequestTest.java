package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.grpc.GrpcStepNames;
import io.bactrian.http.ControlApi;
import io.bactrian.http.HttpSteps;
import io.bactrian.kit.ExpectedErrors;

/** What the shipped route files of requests do with an error of the machine: the first step of each route ends with it. */
@ExpectedErrors("io.bactrian")
class FatalRequestTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private volatile Processor failing;

    static Stream<Path> files() throws IOException {
        return Files.walk(Path.of("src/main/resources/routes")).filter(Files::isRegularFile)
                .filter(file -> tree(file).findValuesAsText("ref").stream().anyMatch(ref -> ref.endsWith("-problem")));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @MethodSource("files")
    void anErrorOfTheMachineEndsTheProcessWhicheverRequestMeetsIt(Path file) throws Exception {
        ArrayNode kept = YAML.createArrayNode();
        List<String> routes = new ArrayList<>();
        for (JsonNode entry : tree(file)) {
            if (entry.at("/onException/exception").toString().contains("java.lang.Throwable")) {
                kept.add(entry);
            } else if (entry.at("/route/from/uri").asText().startsWith("direct:") && !entry.path("route").has("errorHandler")
                    && entry.at("/route/from/steps/0/process").isObject()) {
                ArrayNode steps = (ArrayNode) entry.at("/route/from/steps");
                while (steps.size() > 1) {
                    steps.remove(1);
                }
                kept.add(entry);
                routes.add(entry.at("/route/from/uri").asText());
            }
        }
        kept.findValuesAsText("ref").stream().filter(ref -> !ref.endsWith("-problem")).distinct()
                .forEach(ref -> context.getRegistry().bind(ref, (Processor) exchange -> failing.process(exchange)));
        problems(context.getRegistry());
        for (var builder : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.fromString("requests.camel.yaml", YAML.writeValueAsString(kept)))) {
            context.addRoutes(builder);
        }
        context.start();

        assertThat(routes).isNotEmpty();
        OutOfMemoryError memory = new OutOfMemoryError("made for the test");
        NoClassDefFoundError missing = new NoClassDefFoundError("made for the test");
        for (String route : routes) {
            failing = exchange -> exchange.setException(memory);
            assertThat(request(route)).as(route).isSameAs(memory);
            failing = exchange -> {
                throw missing;
            };
            assertThat(request(route)).as(route).isInstanceOf(InternalError.class).hasCause(missing);
        }
    }

    /** What its thread's handler is given; the request itself ends with a response. */
    private Throwable request(String route) throws InterruptedException {
        List<Throwable> handedOver = new ArrayList<>();
        AtomicReference<Exchange> ended = new AtomicReference<>();
        Thread request = new Thread(() -> ended.set(context.createProducerTemplate().send(route, exchange -> {
        })));
        request.setUncaughtExceptionHandler((thread, error) -> handedOver.add(error));
        request.start();
        request.join();
        assertThat(ended.get()).as(route).isNotNull().satisfies(exchange -> assertThat(exchange.getException()).isNull());
        assertThat(handedOver).as(route).hasSize(1);
        return handedOver.get(0);
    }

    /** The steps that say what went wrong are those of the service. */
    private static void problems(Registry registry) {
        DefaultCamelContext grpc = new DefaultCamelContext();
        GrpcStepNames.bind(grpc.getRegistry());
        registry.bind("write-problem", (Processor) ControlApi::writeProblem);
        registry.bind("v2-problem", HttpSteps.problem());
        registry.bind("grpc-problem", grpc.getRegistry().lookupByNameAndType("grpc-problem", Processor.class));
    }

    private static JsonNode tree(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
