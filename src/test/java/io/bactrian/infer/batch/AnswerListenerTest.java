package io.bactrian.infer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kit.Patience;
import io.bactrian.model.AnswerListener;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelUnavailable;

/** What the listener is shown, of messages and of requests alike. */
@ExpectedErrors("io.bactrian.infer")
class AnswerListenerTest {
    private static final Duration LONG = Patience.LONG;

    @TempDir
    Path dir;

    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

    private final class Listener implements AnswerListener {
        @Override
        public void answered(ModelOutput output, long nanos) {
            shown.add("answered by " + output.model().version() + (nanos > 0 ? "" : " at once"));
        }

        @Override
        public void warming(Manifest model) {
            shown.add("warming " + model.version());
        }

        @Override
        public void failed(Manifest model) {
            shown.add("failed " + model.version());
        }
    }

    @Test
    void messagesAndTheRowsOfRequestsAreShownOnceEach() {
        try (EngineRig rig = new EngineRig(dir, new Listener())) {
            LoadedVersion version = rig.admit(1, Graphs.failingAboveTwo());
            assertThat(rig.send(Row.of(version, "a", 1))).succeedsWithin(LONG);
            assertThat(rig.send(Row.empty(version, "a"))).succeedsWithin(LONG);
            assertThat(rig.send(Row.of(version, "a", 1, 3))).failsWithin(LONG);
            assertThat(Rows.send(rig.engine(), Rows.of(version, 1, 2))).succeedsWithin(LONG);
            assertThat(Rows.send(rig.engine(), Rows.of(version, System.nanoTime() - 1, 1))).failsWithin(LONG);
        }
        assertThat(shown).containsExactly("answered by 1", "warming 1", "failed 1", "answered by 1", "answered by 1",
                "failed 1");
    }

    @Test
    void theVersionThatAnsweredIsShownAndNotTheCandidate() {
        try (EngineRig rig = new EngineRig(dir, new Listener())) {
            LoadedVersion before = rig.admit(1, Graphs.plus(1));
            LoadedVersion version = rig.admit(2, Graphs.failingAboveTwo());
            rig.engine().fallBack(version, before);
            assertThat(rig.send(Row.of(version, "a", 1, 3))).succeedsWithin(LONG);
            assertThat(rig.send(Row.of(version, "a", 1))).succeedsWithin(LONG);
        }
        assertThat(shown).containsExactly("answered by 1", "answered by 2");
    }

    @Test
    void whatIsLeftWhenTheServiceStopsIsNotTheModelsFailure() {
        try (EngineRig rig = new EngineRig(dir, new Listener())) {
            LoadedVersion version = rig.admit(1, Graphs.plus(1));
            rig.engine().retire(version);
            assertThatThrownBy(() -> rig.send(Row.of(version, "a", 1))).isInstanceOf(ModelUnavailable.class);
        }
        assertThat(shown).isEmpty();
    }
}
