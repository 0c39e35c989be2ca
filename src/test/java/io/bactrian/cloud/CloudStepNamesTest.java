package io.bactrian.cloud;

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
import java.util.stream.Stream;

import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.StateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.cloud.deploy.DeploymentSettings;
import io.bactrian.cloud.deploy.Deployments;
import io.bactrian.http.ControlAccess;
import io.bactrian.page.LiveViews;
import io.bactrian.page.PageSteps;
import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.StepRegistry;

/** The names that the cloud's routes and docs/routes.md use are those that steps are bound to. */
class CloudStepNamesTest {
    private static final Path ROUTES = Path.of("src/main/resources/routes/cloud");

    private final DefaultCamelContext context = new DefaultCamelContext();

    CloudStepNamesTest(@TempDir Path dir) throws IOException {
        CloudSteps event = new CloudSteps(new StepRegistry(context.getRegistry()));
        new CommonSteps(ControlAccess.NOBODY).bind(event);
        new PoolSteps(null, null, null, null, null).bind(event);
        new DeploySteps(null, null).bind(event);
        new RolloutSteps(new Deployments(dir, new DeploymentSettings(null, 1, Duration.ofHours(1)), publication -> {
        }, System::nanoTime, Clock.systemUTC()), null).bind(event);
        new CollectSteps(null, null).bind(event);
        new TrainingSteps(null).bind(event);
    }

    @Test
    void theStepsOfTheRoutesAreThoseThatThereAre() throws IOException {
        Set<String> named = new TreeSet<>();
        for (JsonNode file : files()) {
            file.findValues("process").forEach(step -> named.add(step.path("ref").asText()));
        }

        assertThat(named).hasSizeGreaterThan(25).isEqualTo(steps());
    }

    @Test
    void whereToReadFromIsSaidByARepositoryThatThereIs() throws IOException {
        Set<String> named = new TreeSet<>();
        for (JsonNode file : files()) {
            named.addAll(file.findValuesAsText("offsetRepository"));
        }

        assertThat(named).hasSize(2).allSatisfy(name -> assertThat(context.getRegistry().lookupByName(name.substring(1)))
                .as(name).isInstanceOf(StateRepository.class));
    }

    @Test
    void theListThatRoutesAreCheckedWithHasEach() throws IOException {
        new PageSteps(context, null, new LiveViews(1), null).bind(new StepRegistry(context.getRegistry()));
        Set<String> bound = new TreeSet<>();
        steps().forEach(name -> bound.add("step " + name));
        context.getRegistry().findByTypeWithName(StateRepository.class).keySet().forEach(name -> bound.add("offsets " + name));

        assertThat(Files.readAllLines(Path.of("src/main/resources/steps/cloud"))).containsExactlyElementsOf(bound);
    }

    @Test
    void eachStepIsAmongThoseOfTheCloudInTheDocument() throws IOException {
        String document = Files.readString(Path.of("docs/routes.md"));
        String cloud = document.substring(document.indexOf("Steps of the role `cloud`:"), document.indexOf("Endpoints:"));

        assertThat(steps()).allSatisfy(name -> assertThat(cloud).contains("`" + name + "`"));
    }

    private Set<String> steps() {
        return new TreeSet<>(context.getRegistry().findByTypeWithName(Processor.class).keySet());
    }

    private static List<JsonNode> files() throws IOException {
        try (Stream<Path> files = Files.list(ROUTES)) {
            return files.map(CloudStepNamesTest::tree).toList();
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
