package io.bactrian.ops;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.bactrian.rollout.Rollouts;

/** Takes the models a step further, again and again, on a thread of its own: a version's checks take their time. */
final class ModelWatch {
    /** A step may check several versions, each of which may be large. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(ModelWatch.class);
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final Rollouts rollouts;
    private final DefaultModel defaultModel;
    private final CountDownLatch first = new CountDownLatch(1);

    ModelWatch(Rollouts rollouts, DefaultModel defaultModel) {
        this.rollouts = rollouts;
        this.defaultModel = defaultModel;
    }

    /** Waits until the models that are there have been checked, so that the first messages find them; for so long at most. */
    void awaitFirst(Duration atMost) throws InterruptedException {
        for (Duration waited = Duration.ZERO; waited.compareTo(atMost) < 0; waited = waited.plus(USUAL)) {
            if (first.await(USUAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            LOG.infof("The models are still being read and checked");
        }
        LOG.warnf("The models are not checked after %s; messages for them are held until they are", atMost);
    }

    void step() {
        try {
            rollouts.tick();
        } finally {
            defaultModel.look(rollouts.status());
            first.countDown();
        }
    }
}
