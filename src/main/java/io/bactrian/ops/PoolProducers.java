package io.bactrian.ops;

import java.time.Clock;
import java.util.Map;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.bactrian.cloud.ArchiveAccess;
import io.bactrian.cloud.Uploads;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolSettings;
import io.bactrian.cloud.pool.SigningKey;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.Downloads;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.lookup.LookupIfProperty;

/** Makes the pool of models, what moves archives in and out of it, and what is said of them. */
@Singleton
final class PoolProducers {
    private static final int MOST_NAMED = 20;

    @Produces
    @Singleton
    Pool pool(Settings settings, Folders folders, MeterRegistry registry) {
        PoolConfiguration keys = settings.configuration().cloud().pool();
        Pool pool = folders.open(Folders.CLOUD, settings.configuration().cloud().dir().resolve("pool"),
                dir -> new Pool(dir,
                        new PoolSettings(keys.maxBytes().asLongValue(), keys.capacity().asLongValue(),
                                keys.minFree().asLongValue(), keys.approval() == PoolApproval.REQUIRED),
                        keys.signingKey().map(secret -> SigningKey.of(secret.text())).orElse(null), Clock.systemUTC()));
        Gauge.builder("bactrian.pool.versions", pool, one -> one.list().size())
                .description("Versions in the pool").register(registry);
        Gauge.builder("bactrian.pool.bytes", pool, Pool::bytes)
                .description("Bytes of archives in the pool, and of what is on its way into it").register(registry);
        Gauge.builder("bactrian.pool.problems", pool, one -> one.problems().size())
                .description("Versions and cards with which something is wrong").register(registry);
        return pool;
    }

    @Produces
    @Singleton
    Downloads downloads(Settings settings, MeterRegistry registry) {
        PoolConfiguration keys = settings.configuration().cloud().pool();
        Downloads downloads = new Downloads(keys.downloads(), keys.patience());
        Gauge.builder("bactrian.pool.downloads", downloads, Downloads::running)
                .description("Archives on their way out").register(registry);
        FunctionCounter.builder("bactrian.pool.downloads.refused", downloads, Downloads::refused)
                .description("Downloads refused because as many as may be were under way").register(registry);
        FunctionCounter.builder("bactrian.pool.downloads.slow", downloads, Downloads::cutOff)
                .description("Downloads ended because their clients took too long").register(registry);
        FunctionCounter.builder("bactrian.pool.downloads.bytes", downloads, Downloads::bytes).baseUnit("bytes")
                .description("Bytes of archives that were sent").register(registry);
        return downloads;
    }

    void stop(@Disposes Downloads downloads) {
        downloads.close();
    }

    @Produces
    @Singleton
    Uploads uploads(Settings settings, MeterRegistry registry) {
        Uploads uploads = new Uploads(settings.configuration().cloud().pool().uploads());
        Gauge.builder("bactrian.pool.uploads", uploads, Uploads::running)
                .description("Archives on their way in").register(registry);
        FunctionCounter.builder("bactrian.pool.uploads.refused", uploads, Uploads::refused)
                .description("Uploads refused because as many as may be were under way").register(registry);
        return uploads;
    }

    void stop(@Disposes Uploads uploads) {
        uploads.close();
    }

    @Produces
    @Singleton
    ArchiveAccess archiveAccess(Settings settings, Tokens tokens, ControlAccess control) {
        return new ArchiveAccess(tokens.pool()::tokens, control, settings.listens().host(), settings.listens().loopback());
    }

    /** A version with which something is wrong stops no other. */
    @Produces
    @Readiness
    @Singleton
    @LookupIfProperty(name = Settings.ROLE, stringValue = "cloud")
    HealthCheck health(Pool pool, ArchiveAccess access, Tokens tokens) {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("pool").up()
                    .withData("versions", pool.list().size()).withData("bytes", pool.bytes());
            pool.key().ifPresent(key -> response.withData("key", key.id()));
            Health.with(response, "archives", access.closed());
            Health.with(response, ArchiveAccess.KEY, tokens.pool().problem());
            Map<String, String> problems = pool.problems();
            problems.entrySet().stream().limit(MOST_NAMED)
                    .forEach(problem -> response.withData(problem.getKey(), problem.getValue()));
            if (problems.size() > MOST_NAMED) {
                response.withData("more", problems.size() - MOST_NAMED);
            }
            return response.build();
        };
    }
}
