package io.bactrian.learn;

import java.util.function.Consumer;

import io.bactrian.model.Comparison;
import io.bactrian.model.LoadedVersion;
import io.bactrian.model.ModelEngine;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;

/** An engine whose comparisons are also listened to: each message on which a candidate does not agree is passed on. */
public final class DisagreementWatch implements ModelEngine {
    private final ModelEngine engine;
    private final Consumer<ModelOutput> disagreed;

    /** @param disagreed gets the serving version's output, on the engine's thread; must not wait */
    public DisagreementWatch(ModelEngine engine, Consumer<ModelOutput> disagreed) {
        this.engine = engine;
        this.disagreed = disagreed;
    }

    @Override
    public LoadedVersion load(VersionFiles files) throws ModelRejectedException {
        return engine.load(files);
    }

    @Override
    public void admit(LoadedVersion loaded) {
        engine.admit(loaded);
    }

    @Override
    public void fallBack(LoadedVersion version, LoadedVersion fallback) {
        engine.fallBack(version, fallback);
    }

    @Override
    public void retire(LoadedVersion loaded) {
        engine.retire(loaded);
    }

    @Override
    public void shadow(LoadedVersion candidate, double share, Comparison into) {
        engine.shadow(candidate, share, new Watched(into));
    }

    @Override
    public void endShadow(LoadedVersion candidate) {
        engine.endShadow(candidate);
    }

    private final class Watched implements Comparison {
        private final Comparison into;

        Watched(Comparison into) {
            this.into = into;
        }

        @Override
        public void timed(long serving, long candidate, int messages) {
            into.timed(serving, candidate, messages);
        }

        @Override
        public void compared(ModelOutput serving, ModelOutput candidate) {
            into.compared(serving, candidate);
            if (serving.finite() && !(candidate.finite() && serving.agreesWith(candidate))) {
                disagreed.accept(serving);
            }
        }

        @Override
        public void failed() {
            into.failed();
        }

        @Override
        public void dropped(int messages) {
            into.dropped(messages);
        }
    }
}
