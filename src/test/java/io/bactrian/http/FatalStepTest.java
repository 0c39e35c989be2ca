package io.bactrian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.bactrian.kit.CamelHttp;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;

/** An error of the machine that a step throws passes Camel by, on whichever thread the request began. */
@ExpectedErrors({"io.bactrian", "org.apache.camel", "io.vertx"})
class FatalStepTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final InternalError error = new InternalError("made for the test");
    private CamelHttp http;

    @BeforeEach
    void start() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        context.getShutdownStrategy().setTimeout(1);
        http = new CamelHttp(context);
        AsyncHttpEngine engine = new AsyncHttpEngine();
        engine.setCamelContext(context);
        context.addService(engine);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(engine);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String path : new String[]{"/on-a-worker", "/v2/models/on-the-loop/infer"}) {
                    from("platform-http:" + path).process(exchange -> {
                        throw error;
                    });
                }
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/on-a-worker", "/v2/models/on-the-loop/infer"})
    void itReachesTheProcessesHandler(String path) {
        http.async(http.request(path));

        await().dontCatchUncaughtExceptions().atMost(Patience.LONG).untilAsserted(() -> assertThat(uncaught).contains(error));
    }
}
