package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.grpc.GrpcStepNames;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.HttpSteps;
import io.bactrian.learn.SampleSelector;
import io.bactrian.page.LiveViews;
import io.bactrian.page.PageSteps;
import io.bactrian.page.SpoolSteps;
import io.bactrian.steps.EdgeSteps;
import io.bactrian.steps.StepRegistry;
import io.bactrian.telemetry.TelemetryCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The names that the shipped routes and docs/routes.md use are those that steps are bound to. */
class StepNamesTest {
    private static final Path ROUTES = Path.of("src/main/resources/routes");
    private static final Path DOCUMENT = Path.of("docs/routes.md");

    private final DefaultCamelContext context = new DefaultCamelContext();

    StepNamesTest() {
        var producers = new FlowProducers();
        var meters = new FlowMeters(new SimpleMeterRegistry());
        var clock = producers.clock();
        var retries = producers.retries(new RetrySettings(5, Duration.ofDays(1), 1 << 20), failure -> false, clock, meters);
        var codec = new TelemetryCodec(1000, Duration.ofDays(30), Clock.systemUTC());
        var followers = producers.followers();
        var trails = new MessageTrails(followers);
        producers.bind(new EdgeSteps(new StepRegistry(context.getRegistry())),
                new Steps(Trip.TOPICS, codec, null, SampleSelector.every(), meters, trails),
                new ReplySteps(Trip.TOPICS, meters, retries, Trip.NO_TWINS, DriftObserver.NONE, new AnswerStreams(10),
                        Trip.NO_DEVICES),
                new RetrySteps(retries, clock, Trip.TOPICS, trails), new DeadLetterSteps(null),
                new LetterSteps(null, Trip.TOPICS, codec, meters),
                new ControlSteps(null, ControlAccess.NOBODY), new ReportSteps(null),
                new DeviceRequestSteps(Trip.TOPICS, codec, null, meters, null, null, trails), new DeviceSteps(null),
                Trip.NO_TWINS, new DriftSteps(DriftObserver.NONE), new StatisticsSteps(new NodeName("node")),
                new AssemblySteps(null),
                new DeliverySteps(null, null, null, List::of),
                new DetectorSteps(context, Trip.TOPICS, codec, null, meters, trails, new SimpleMeterRegistry()),
                new FollowSteps(followers, trails, new LiveViews(1)), new DeviceViewSteps(null, null),
                new HomeAssistantSteps(null));
        var live = new LiveViews(1);
        new PageSteps(context, null, live, null).bind(new StepRegistry(context.getRegistry()));
        new SpoolSteps(live, null, null).bind(new StepRegistry(context.getRegistry()));
        HttpSteps.bind(context.getRegistry());
        GrpcStepNames.bind(context.getRegistry());
    }

    @Test
    void eachNameOfTheShippedRoutesIsAStepOrAConditionOrAnExpression() throws IOException {
        for (JsonNode file : files()) {
            for (JsonNode process : file.findValues("process")) {
                assertThat(context.getRegistry().lookupByName(process.path("ref").asText())).as(process.toString())
                        .isInstanceOf(Processor.class);
            }
            for (JsonNode expression : file.findValues("expression")) {
                if (expression.has("ref")) {
                    assertThat(context.getRegistry().lookupByName(expression.path("ref").path("expression").asText()))
                            .as(expression.toString()).isInstanceOfAny(Predicate.class, Expression.class);
                }
            }
        }
    }

    @Test
    void eachStepIsInTheDocument() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(names()).hasSizeGreaterThan(25).allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    }

    @Test
    void theListThatRoutesAreCheckedWithHasEach() throws IOException {
        Set<String> bound = new TreeSet<>();
        names().forEach(name -> bound.add(kind(context.getRegistry().lookupByName(name)) + " " + name));

        assertThat(Files.readAllLines(Path.of("src/main/resources/steps/edge"))).containsExactlyElementsOf(bound);
    }

    private static String kind(Object bound) {
        return bound instanceof Expression ? "expression" : bound instanceof Predicate ? "condition" : "step";
    }

    private Set<String> names() {
        return Stream.of(Processor.class, Predicate.class, Expression.class)
                .flatMap(type -> context.getRegistry().findByTypeWithName(type).keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Iterable<JsonNode> files() throws IOException {
        try (Stream<Path> files = Files.list(ROUTES)) {
            return files.filter(Files::isRegularFile).map(StepNamesTest::tree).toList();
        }
    }

    private static JsonNode tree(Path file) {
        try {
            return new YAMLMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
