package io.bactrian.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.follow.Trail;
import io.bactrian.follow.TrailStep;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;

/** The trail of a message that fails, through the shipped routes and a spool on disk. */
@ExpectedErrors({"io.bactrian.spool", "io.bactrian.flow", "org.apache.camel"})
@Tag("slow")
class FollowRetryTest {
    @TempDir
    Path dir;
    private RetryRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    private static List<String> steps(Trail trail) {
        return trail.steps().stream().map(TrailStep::name).toList();
    }

    @Test
    void aTrailGoesOnWhenItsMessageIsTriedAgain() throws Exception {
        rig = new RetryRig(dir, new RetrySettings(5, Duration.ofDays(1), 64 << 20));
        Trail trail = rig.setAsideFollowed("pump-7", "good");

        await().atMost(Patience.LONG).until(() -> !trail.isOpen());
        assertThat(steps(trail)).containsExactly("set-aside", "again", "ended");
        assertThat(trail.steps().get(0).details()).contains("something in a step");
        assertThat(rig.followers.idle()).isTrue();
    }

    @Test
    void aTrailEndsWithTheDeadLetterOfAMessageThatIsGivenUp() throws Exception {
        rig = new RetryRig(dir, new RetrySettings(2, Duration.ofDays(1), 64 << 20));
        rig.fate = envelope -> {
            rig.someoneElseIsAnswered();
            throw new IndexOutOfBoundsException("Index 0 out of bounds for length 0");
        };
        Trail trail = rig.setAsideFollowed("pump-7", "poison");

        await().atMost(Patience.LONG).until(() -> steps(trail).contains("ended"));
        assertThat(steps(trail)).containsSubsequence("set-aside", "again", "set-aside", "again", "set-aside", "again",
                "dead-letter", "stored", "refused", "ended");
        assertThat(trail.state()).isEqualTo(Trail.State.REFUSED);
        assertThat(trail.isOpen()).as("waits for Kafka").isTrue();
    }
}
