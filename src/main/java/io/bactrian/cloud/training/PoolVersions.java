package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

import io.bactrian.archive.InvalidArchiveException;
import io.bactrian.archive.VersionUnpacker;
import io.bactrian.cloud.pool.CardDraft;
import io.bactrian.cloud.pool.Pool;
import io.bactrian.cloud.pool.PoolException;
import io.bactrian.cloud.pool.PoolVersion;
import io.bactrian.cloud.pool.TrainingData;
import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.text.Excerpt;

/** The pool of models and the deployments of its versions. */
public final class PoolVersions implements Versions {
    private static final int LONGEST_NOTE = 900;

    private final Pool pool;
    private final Announcer announcer;
    private final long maxBytes;

    /** @param maxBytes the most that a version's files may have */
    public PoolVersions(Pool pool, Announcer announcer, long maxBytes) {
        this.pool = pool;
        this.announcer = announcer;
        this.maxBytes = maxBytes;
    }

    @Override
    public OptionalInt serving(String model) {
        return announcer.serving(model);
    }

    @Override
    public boolean copy(String model, int version, Path into) throws IOException {
        Optional<PoolVersion> found = pool.find(model, version);
        if (found.isPresent()) {
            try {
                new VersionUnpacker(into, bytes -> {
                }, maxBytes, "bactrian.models.max-bytes").archive(pool.archive(found.get()));
            } catch (InvalidArchiveException e) {
                throw new IOException("the pool's archive of %s %d: %s".formatted(model, version, e.getMessage()), e);
            }
        }
        return found.isPresent();
    }

    @Override
    public OptionalInt madeBy(String model, String training) {
        return pool.history(model).stream().filter(each -> !each.removed() && each.card().by().equals(by(training)))
                .mapToInt(PoolVersion::version).max();
    }

    @Override
    public int add(Accepted accepted) throws IOException, ModelRejectedException {
        TrainingData trainedOn = new TrainingData(accepted.trainedOn(), null, null, null, null);
        try {
            return pool.add(accepted.folder(),
                    CardDraft.trained(accepted.model(), by(accepted.training()), trainedOn, accepted.metrics())
                            .measured(Duration.ofNanos(accepted.latencyNanos()), null)
                            .withNote(Excerpt.visible(accepted.reason(), LONGEST_NOTE)))
                    .version();
        } catch (PoolException e) {
            throw new ModelRejectedException("the pool does not take it: " + e.getMessage());
        }
    }

    @Override
    public void deploy(String model, int version, Deployment deployment, Instant until, String by) throws IOException {
        announcer.deploy(model, version, deployment, until, by);
    }

    private static String by(String training) {
        return "training " + training;
    }
}
