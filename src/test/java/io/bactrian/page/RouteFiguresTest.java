package io.bactrian.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;

/** What is counted of routes, on Camel itself. */
@ExpectedErrors("org.apache.camel")
class RouteFiguresTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RouteFigures figures = new RouteFigures();

    @BeforeEach
    void start() throws Exception {
        context.addLifecycleStrategy(figures);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:outer").routeId("outer").onException(IllegalStateException.class).handled(true).end()
                        .to("direct:inner");
                from("direct:inner").routeId("inner").errorHandler(noErrorHandler()).process(exchange -> {
                    if ("fail".equals(exchange.getMessage().getBody())) {
                        throw new IllegalStateException();
                    }
                    if ("fail unhandled".equals(exchange.getMessage().getBody())) {
                        throw new IllegalArgumentException();
                    }
                });
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void send(String body) {
        context.createFluentProducerTemplate().to("direct:outer").withBody(body).send();
    }

    @Test
    void nothingIsCountedWhileNobodyLooks() {
        send("a");

        assertThat(figures.of("outer")).isNull();
    }

    @Test
    void messagesAndTheirTimesAreCountedInEachRouteTheyPass() {
        figures.watch(true);
        send("a");
        send("b");

        assertThat(figures.of("outer").times().count()).isEqualTo(2);
        assertThat(figures.of("inner").times().count()).isEqualTo(2);
        assertThat(figures.of("inner").errors()).isZero();
        assertThat(figures.of("outer").times().totalTime(TimeUnit.NANOSECONDS))
                .isGreaterThanOrEqualTo(figures.of("inner").times().totalTime(TimeUnit.NANOSECONDS)).isPositive();
    }

    @Test
    void aFailureCountsInTheRouteWhereItHappensAndWhereTheMessageCameIn() {
        figures.watch(true);
        send("fail");
        send("fail unhandled");
        send("a");

        assertThat(figures.of("inner").errors()).isEqualTo(2);
        assertThat(figures.of("outer").errors()).isEqualTo(2);
    }

    @Test
    void whenNobodyLooksAnyMoreTheCountsAreGone() {
        figures.watch(true);
        send("a");
        figures.watch(false);
        send("b");

        assertThat(figures.of("outer")).isNull();
        figures.watch(true);
        send("c");
        assertThat(figures.of("outer").times().count()).isEqualTo(1);
    }

    @Test
    void aRouteThatIsStartedAgainIsCountedOnce() throws Exception {
        context.getRouteController().stopRoute("inner");
        context.getRouteController().startRoute("inner");
        figures.watch(true);
        send("a");

        assertThat(figures.of("inner").times().count()).isEqualTo(1);
    }

    @Test
    void whatFailsStillFails() {
        figures.watch(true);

        assertThatThrownBy(() -> context.createProducerTemplate().sendBody("direct:outer", "fail unhandled"))
                .isInstanceOf(CamelExecutionException.class).hasCauseInstanceOf(IllegalArgumentException.class);
    }
}
