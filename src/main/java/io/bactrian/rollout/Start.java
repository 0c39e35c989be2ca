package io.bactrian.rollout;

import java.time.Duration;
import java.time.Instant;

import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelEvent.Kind;

/** Puts a version in service where none is: what served before, else the highest that passes its checks. */
final class Start {
    /** How long the version that served before a restart is awaited before another one takes its place. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Model model;
    private Instant startedAt;

    Start(Model model) {
        this.model = model;
    }

    void step() {
        Notes.InService last = model.lastService;
        String reason = "it is the highest version that passes its checks";
        if (last != null) {
            if (restart(last)) {
                return;
            }
            reason += "; version " + last.content().version() + ", which served before, is gone or refused";
        }
        for (VersionFiles files : model.versions.atRest()) {
            Held held = model.verdicts.bad(Content.of(files)) ? null : model.load(files);
            if (held != null) {
                model.previous = null;
                model.promote(held, reason);
                return;
            }
        }
    }

    /** Puts what served before in service again. Whether it serves or is still awaited. */
    private boolean restart(Notes.InService last) {
        int version = last.content().version();
        Found folder = model.versions.find(version);
        if (folder == null || folder.files() == null) {
            startedAt = startedAt == null ? model.clock.instant() : startedAt;
            return folder != null && model.clock.instant().isBefore(startedAt.plus(PATIENCE));
        }
        startedAt = null;
        Content content = Content.of(folder.files());
        Held held = model.verdicts.bad(content) ? null : model.load(folder.files());
        if (held == null) {
            return false;
        }
        if (!content.equals(last.content())) {
            model.promote(held, "it served before; its folder has had new content since");
            return true;
        }
        model.serve(held);
        if (last.watched()) {
            rewatch(last);
        }
        return true;
    }

    private void rewatch(Notes.InService last) {
        Content before = model.previous;
        VersionFiles files = before != null && model.versions.has(before) ? model.versions.atRest(before.version()) : null;
        Held held = files == null ? null : model.load(files);
        if (held == null) {
            model.event(Kind.CONFIRMED, model.serving.version(), "no longer watched: the version before it is gone or refused",
                    null);
            return;
        }
        model.watching = new Watching(model.serving, held, Served.NOTHING,
                model.clock.instant().plusMillis(last.millisLeft()));
    }
}
