package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.SupervisingRouteController;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;

/** With Camel's supervising route controller, as in the application. */
@ExpectedErrors("io.bactrian.ops")
class RouteStatesTest {
    private static final Duration PATIENCE = Patience.LONG;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private RouteStates states;
    private volatile Exception obstacle;
    private volatile Exception producerObstacle;
    private String yaml = "[]";
    private LiveRoutes routes;

    @BeforeEach
    void supervise() throws Exception {
        context.addComponent("obstructed", new Obstructed());
        SupervisingRouteController controller = context.getRouteController().supervising();
        controller.setBackOffDelay(20);
        states = new RouteStates(context);
        routes = new LiveRoutes(new OneFile(), context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("obstructed:in").routeId("forward").setBody().constant("out");
                from("direct:other").routeId("other").setBody().constant("out");
                from("direct:manual").routeId("manual").autoStartup(false).setBody().constant("out");
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Map<String, String> stopped() {
        states.look(routes.ids());
        return states.stopped();
    }

    private void start() throws Exception {
        routes.start();
        context.start();
    }

    @Test
    void aRouteThatDoesNotStartIsToldWithItsReasonAndNotReadyUntilItRuns() throws Exception {
        obstacle = new IOException("spool/samples.db: permission denied");
        start();

        assertThat(stopped()).containsOnlyKeys("forward");
        assertThat(states.stopped().get("forward")).contains("permission denied", "tried again");
        HealthCheckResponse health = Health.routes(routes, states);
        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(health.getData().orElseThrow().get("forward").toString()).contains("permission denied");

        obstacle = null;
        await().atMost(PATIENCE).until(() -> stopped().isEmpty());
        assertThat(Health.routes(routes, states).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(context.getRouteController().getRouteStatus("forward").isStarted()).isTrue();
    }

    @Test
    void aRouteWhoseProducerCannotStartAtFirstIsToldWithItsReasonAndIsThereOnceItRuns() throws Exception {
        yaml = "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps: [{to: {uri: 'obstructed:out'}}]\n";
        producerObstacle = new IOException("no host is known");
        start();
        await().atMost(PATIENCE).until(() -> stopped().getOrDefault("mine", "").contains("no host is known"));
        assertThat(states.stopped().get("mine")).contains("tried again");

        producerObstacle = null;
        await().atMost(PATIENCE).until(() -> stopped().isEmpty());
        assertThat(context.getRoute("mine")).isNotNull();
        assertThat(context.getRoutes()).extracting(Route::getRouteId).containsOnlyOnce("mine");
    }

    @Test
    void theReasonIsTheOneOfTheLastAttempt() throws Exception {
        obstacle = new IOException("first");
        start();
        assertThat(stopped().get("forward")).contains("first");
        obstacle = new IOException("second");
        await().atMost(PATIENCE).until(() -> stopped().get("forward").contains("second"));
    }

    @Test
    void aNullPointerSaysWhereItComesFrom() throws Exception {
        obstacle = new NullPointerException();
        start();
        assertThat(stopped().get("forward")).contains("NullPointerException", "RouteStatesTest");
    }

    @Test
    void aRouteThatIsStoppedOrSuspendedLaterIsNotReady() throws Exception {
        start();
        assertThat(stopped()).isEmpty();
        context.getRouteController().stopRoute("other");
        assertThat(stopped()).containsOnlyKeys("other");
        assertThat(states.stopped().get("other")).contains("Stopped", "restart the service");
        context.getRouteController().startRoute("other");
        assertThat(stopped()).isEmpty();
        context.getRouteController().suspendRoute("forward");
        assertThat(stopped()).containsOnlyKeys("forward");
    }

    @Test
    void aRouteOfAFileThatIsNotThereIsNotReady() throws Exception {
        yaml = "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps: [{setBody: {constant: {expression: x}}}]\n";
        start();
        assertThat(stopped()).isEmpty();
        context.getRouteController().stopRoute("mine");
        context.removeRoute("mine");
        assertThat(stopped()).containsOnlyKeys("mine");
    }

    @Test
    void aRouteThatIsNotToStartByItselfIsNoTroubleWhileItDoesNot() throws Exception {
        start();
        assertThat(context.getRouteController().getRouteStatus("manual").isStarted()).isFalse();
        assertThat(stopped()).isEmpty();
    }

    @Test
    void beforeTheRoutesAreStartedNothingIsReady() {
        assertThat(Health.routes(null, null).getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }

    private final class OneFile implements LiveRoutes.Source {
        @Override
        public Map<String, String> read(Map<String, String> unreadable) {
            return Map.of("mine.camel.yaml", yaml);
        }

        @Override
        public String origin(String name) {
            return name;
        }
    }

    private final class Obstructed extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            exchange.getMessage().setBody("out");
                        }

                        @Override
                        protected void doStart() throws Exception {
                            if (producerObstacle != null) {
                                throw producerObstacle;
                            }
                            super.doStart();
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor) {
                        @Override
                        protected void doStart() throws Exception {
                            if (obstacle != null) {
                                throw obstacle;
                            }
                            super.doStart();
                        }
                    };
                }
            };
        }
    }
}
