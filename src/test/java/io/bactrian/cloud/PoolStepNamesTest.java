package io.bactrian.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.Downloads;
import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.StepRegistry;

/** The names in the pool's routes are those that are bound, and that the document has. */
class PoolStepNamesTest {
    @TempDir
    private Path dir;

    @Test
    void everyNameInTheRoutesIsBoundAndDescribed() throws Exception {
        Set<String> named = new TreeSet<>();
        new YAMLMapper().readTree(Path.of("src/main/resources/routes/cloud/pool.camel.yaml").toFile()).findValues("process")
                .forEach(step -> named.add(step.path("ref").asText()));
        Set<String> bound;
        try (DefaultCamelContext context = new DefaultCamelContext();
                Downloads downloads = new Downloads(1, Duration.ofSeconds(1));
                Uploads uploads = new Uploads(1)) {
            CloudSteps event = new CloudSteps(new StepRegistry(context.getRegistry()));
            Pool pool = new Pool(dir, new PoolSettings(1, 1, 0, false), null, Clock.systemUTC());
            new CommonSteps(ControlAccess.NOBODY).bind(event);
            new PoolSteps(pool, new ArchiveAccess(() -> ApiToken.NONE, ControlAccess.NOBODY, "127.0.0.1", true), downloads,
                    uploads,
                    null)
                    .bind(event);
            bound = context.getRegistry().findByTypeWithName(Processor.class).keySet();
        }

        String document = Files.readString(Path.of("docs/routes.md"));
        assertThat(named).hasSizeGreaterThan(10).isEqualTo(new TreeSet<>(bound));
        assertThat(named).allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    }
}
