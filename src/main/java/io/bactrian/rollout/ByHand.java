package io.bactrian.rollout;

import java.util.List;
import java.util.stream.Collectors;

import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;

/** What a person asks of one model. One thread at a time. */
final class ByHand {
    private static final String ASKED = "a person asked for it";

    private final Model model;

    ByHand(Model model) {
        this.model = model;
    }

    void unload() {
        if (!model.unloaded) {
            int version = model.serving == null ? 0 : model.serving.version();
            model.unloaded = true;
            model.release();
            model.event(Kind.UNLOADED, version, ASKED, null);
        }
    }

    /** Whether it was unloaded. */
    boolean load() {
        if (!model.unloaded) {
            return false;
        }
        model.unloaded = false;
        model.event(Kind.LOADED, model.lastService == null ? 0 : model.lastService.content().version(), ASKED, null);
        return true;
    }

    void promote(int version) throws NotPossible {
        Held held = target(version);
        setAside(held, "set aside when a person promoted version " + version);
        model.promote(held, ASKED);
    }

    void shadow(int version) throws NotPossible {
        Held held = target(version);
        if (model.serving == null) {
            throw NotPossible.refused(called(version) + "nothing is in service to compare it with; it can be promoted");
        }
        setAside(held, "set aside when a person had version " + version + " tried");
        model.tryOut(held, ASKED);
    }

    void rollBack(int version) throws NotPossible {
        loaded(version);
        if (model.trial != null && model.trial.version() == version) {
            model.drop(Kind.ROLLED_BACK, ASKED);
        } else if (model.serving != null && model.serving.version() == version) {
            model.rollBack(model.watching == null ? previous(version) : model.watching.previous(), ASKED);
        } else {
            found(version);
            throw NotPossible.refused(called(version) + "it is " + state(version)
                    + "; what can be taken back is a version in service or on its way there");
        }
    }

    private void setAside(Held chosen, String reason) {
        Trial trial = model.trial;
        if (trial != null && trial.held() != chosen) {
            model.remember(trial.held().content(), State.IDLE, true, reason, trial.compared());
        }
    }

    /** The version that is on trial, or else what its folder holds, in memory. */
    private Held target(int version) throws NotPossible {
        loaded(version);
        if (model.trial != null && model.trial.version() == version) {
            return model.trial.held();
        }
        Found folder = found(version);
        Content content = folder.files() == null ? null : Content.of(folder.files());
        if (model.serving != null && model.serving.version() == version
                && (content == null || content.equals(model.serving.content()))) {
            throw NotPossible.refused(called(version) + "it is in service; it can be rolled back");
        }
        Verdicts.Verdict verdict = content == null ? null : model.verdicts.of(content);
        if (content == null || verdict != null && verdict.state() == State.REFUSED) {
            throw NotPossible.refused(called(version) + "it is " + state(version)
                    + "; it is looked at again when its folder changes");
        }
        Held held = model.load(folder.files());
        if (held == null) {
            throw NotPossible.refused(called(version) + "refused: " + model.verdicts.of(content).reason());
        }
        return held;
    }

    private Held previous(int version) throws NotPossible {
        Content before = model.previous;
        Found folder = before == null ? null : model.versions.find(before.version());
        Content content = folder == null || folder.files() == null ? null : Content.of(folder.files());
        if (content == null || content.equals(model.serving.content())) {
            throw NotPossible.refused(called(version) + (before == null
                    ? "no version is known to have served before it"
                    : "version " + before.version() + ", which served before it, is no longer there")
                    + "; another version can be promoted");
        }
        Held held = model.verdicts.bad(content) ? null : model.load(folder.files());
        if (held == null) {
            throw NotPossible.refused(called(version) + "version " + before.version() + ", which served before it, is "
                    + state(before.version()) + "; another version can be promoted");
        }
        return held;
    }

    private void loaded(int version) throws NotPossible {
        if (model.unloaded) {
            throw NotPossible.refused(called(version) + "the model has been unloaded; it can be loaded");
        }
    }

    private Found found(int version) throws NotPossible {
        Found folder = model.versions.find(version);
        if (folder == null) {
            List<Found> all = model.versions.found();
            throw NotPossible.unknown(called(version) + "there is no such folder; expected one of "
                    + all.stream().map(one -> Integer.toString(one.version())).collect(Collectors.joining(", ", "[", "]")));
        }
        return folder;
    }

    private String state(int version) {
        return Views.state(model, version);
    }

    private String called(int version) {
        return "model '" + model.name + "', version " + version + ": ";
    }
}
