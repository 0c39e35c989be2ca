package io.bactrian.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.kit.ExpectedErrors;

/** What is counted of the steps of routes, on Camel itself. */
@ExpectedErrors("org.apache.camel")
class StepFiguresTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final StepFigures figures = new StepFigures();
    private volatile AsyncCallback held;

    /** Goes on when the test says so. */
    private final class Waiting extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (!"wait".equals(exchange.getMessage().getBody())) {
                callback.done(true);
                return true;
            }
            held = callback;
            return false;
        }
    }

    private final class Routes extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:outer").routeId("outer").onException(IllegalStateException.class).handled(true).process(exchange -> {
            }).id("handling").end().to("direct:inner").id("call").process(new Waiting()).id("last");
            from("direct:inner").routeId("inner").errorHandler(noErrorHandler()).filter(body().isNotEqualTo("pass")).id("some")
                    .process(exchange -> fail(exchange.getMessage().getBody(String.class))).id("check").end()
                    .process(exchange -> {
                    }).id("after");
            from("direct:careful").routeId("careful").doTry().id("try").process(exchange -> fail("fail")).id("inside")
                    .doCatch(IllegalStateException.class).process(exchange -> {
                    }).id("caught").end().process(exchange -> {
                    }).id("afterwards");
        }

        private void fail(String body) {
            if ("fail".equals(body)) {
                throw new IllegalStateException();
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        context.getCamelContextExtension().addContextPlugin(InternalProcessorFactory.class, figures);
        context.addRoutes(new Routes());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            context.createFluentProducerTemplate().to("direct:outer").withBody(body).send();
        }
    }

    private Map<String, JsonNode> seen() {
        return figures.seen().stream().collect(Collectors.toMap(StepChannel::stepId, step -> {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            step.counts().write(json);
            return json;
        }));
    }

    private Map<String, Integer> seen(String figure) {
        return seen().entrySet().stream().filter(step -> step.getValue().path(figure).asInt() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, step -> step.getValue().path(figure).asInt()));
    }

    @Test
    void nothingIsCountedWhileNobodyLooks() {
        send("a");

        assertThat(figures.seen()).isEmpty();
    }

    @Test
    void eachStepCountsTheMessagesThatItGetsAndTheirTimes() {
        figures.watch(true);
        send("a", "b", "pass");

        assertThat(seen("count")).isEqualTo(Map.of("call", 3, "some", 3, "check", 2, "after", 3, "last", 3));
        assertThat(seen("errors")).isEmpty();
        assertThat(seen("inFlight")).isEmpty();
        assertThat(seen().get("check").path("p50").asDouble()).isPositive();
        assertThat(seen().get("some").path("p99").asDouble()).isGreaterThan(seen().get("check").path("p50").asDouble());
        assertThat(figures.seen().stream().collect(Collectors.toMap(StepChannel::stepId, StepChannel::routeId)))
                .containsEntry("check", "inner").containsEntry("call", "outer");
    }

    @Test
    void aFailureCountsAtTheStepWhereItHappensAndAtThoseAroundItAndNowhereElse() {
        figures.watch(true);
        send("fail", "a");

        assertThat(seen("errors")).isEqualTo(Map.of("check", 1, "some", 1, "call", 1));
        assertThat(seen("count")).isEqualTo(
                Map.of("call", 2, "some", 2, "check", 2, "after", 1, "last", 1, "handling", 1));
    }

    @Test
    void aFailureThatIsCaughtIsOneOfItsStepOnly() {
        figures.watch(true);
        context.createFluentProducerTemplate().to("direct:careful").withBody("a").send();

        assertThat(seen("errors")).containsKey("inside").doesNotContainKeys("caught", "afterwards");
        assertThat(seen("count")).containsAllEntriesOf(Map.of("try", 1, "inside", 1, "caught", 1, "afterwards", 1));
    }

    @Test
    void aMessageIsInTheStepUntilTheStepIsDone() {
        figures.watch(true);
        var answer = context.createFluentProducerTemplate().to("direct:outer").withBody("wait").asyncSend();

        await().until(() -> held != null);
        assertThat(seen("inFlight")).isEqualTo(Map.of("last", 1));
        assertThat(seen().get("last").has("p50")).isFalse();

        held.done(false);
        assertThat(answer).succeedsWithin(LONG);
        assertThat(seen("inFlight")).isEmpty();
        assertThat(seen().get("last").path("count").asInt()).isEqualTo(1);
    }

    @Test
    void whenTheLastViewerHasGoneNothingIsCountedAndTheNextBeginsAnew() {
        figures.watch(true);
        send("a");
        figures.watch(false);
        send("b");
        assertThat(figures.seen()).isEmpty();

        figures.watch(true);
        assertThat(figures.seen()).isEmpty();
        send("c");
        assertThat(seen("count").values()).containsOnly(1);
        assertThat(seen("timed").values()).containsOnly(1);
    }

    @Test
    void aMessageThatIsUnderWayWhenTheLastViewerGoesArrives() {
        figures.watch(true);
        var answer = context.createFluentProducerTemplate().to("direct:outer").withBody("wait").asyncSend();
        await().until(() -> held != null);
        figures.watch(false);

        held.done(false);

        assertThat(answer).succeedsWithin(LONG);
    }

    @Test
    void aRouteThatIsReplacedStartedAgainOrRemovedLeavesNothingBehind() throws Exception {
        figures.watch(true);
        send("a");
        context.getRouteController().stopRoute("inner");
        assertThat(seen()).containsOnlyKeys("call", "last");
        context.getRouteController().startRoute("inner");
        send("b");
        assertThat(seen("count")).isEqualTo(Map.of("call", 2, "some", 1, "check", 1, "after", 1, "last", 2));

        for (String route : new String[]{"outer", "inner", "careful"}) {
            context.getRouteController().stopRoute(route);
            context.removeRoute(route);
        }
        assertThat(figures.seen()).isEmpty();
        context.addRoutes(new Routes());
        send("c");
        assertThat(seen("count")).isEqualTo(Map.of("call", 1, "some", 1, "check", 1, "after", 1, "last", 1));
    }

    @Test
    void whatFailsStillFails() {
        figures.watch(true);

        assertThat(exchange("direct:inner", sent -> sent.getMessage().setBody("fail")).getException())
                .isInstanceOf(IllegalStateException.class);
    }

    private Exchange exchange(String uri, Consumer<Exchange> filled) {
        return context.createProducerTemplate().send(uri, filled::accept);
    }

    @Test
    void allMessagesAreTimedWhileTheyAreFewAndAboutAHundredASecondWhenTheyAreMany() {
        StepCounts counts = new StepCounts("step", new RecentTimes());
        IntUnaryOperator timedOf = messages -> {
            int before = timed(counts);
            for (int n = 0; n < messages; n++) {
                counts.begin(new DefaultExchange(context), doneSync -> {
                }).done(true);
            }
            counts.sample();
            return timed(counts) - before;
        };

        assertThat(timedOf.applyAsInt(StepCounts.TIMED_PER_SECOND)).isEqualTo(StepCounts.TIMED_PER_SECOND);
        assertThat(timedOf.applyAsInt(100 * StepCounts.TIMED_PER_SECOND)).isEqualTo(100 * StepCounts.TIMED_PER_SECOND);
        assertThat(timedOf.applyAsInt(100 * StepCounts.TIMED_PER_SECOND)).isBetween(50, 200);
        timedOf.applyAsInt(1);
        assertThat(timedOf.applyAsInt(10)).isEqualTo(10);
    }

    private static int timed(StepCounts counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.write(json);
        return json.path("timed").asInt();
    }
}
