package io.bactrian.rollout;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts of one test, in a folder of their own. */
abstract class RolloutTestBase {
    static final String PUMP = RolloutFixture.PUMP;

    @TempDir
    Path dir;
    RolloutFixture rollout;

    @BeforeEach
    void makeRollout() {
        rollout = new RolloutFixture(dir);
    }
}
