package io.bactrian.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.ModelStatus.VersionStatus;
import io.bactrian.rollout.Verdicts.Verdict;

/** What is seen of a model from outside. */
final class Views {
    private static final String UNLOADED = "the model has been unloaded: load it again";

    private Views() {
    }

    static RoutingTable table(ModelRollout model) {
        Map<Integer, Optional<VersionSelection>> pinned = new HashMap<>();
        model.pinned.forEach((version, loaded) -> pinned.put(version, only(loaded)));
        Optional<VersionSelection> serving = null;
        Optional<VersionSelection> canary = null;
        if (model.serving != null) {
            pinned.put(model.serving.version(), only(model.serving));
            ShadowRun beside = model.beside();
            serving = beside == null
                    ? only(model.serving)
                    : Optional.of(new VersionSelection(model.serving.manifest(), beside.loaded().manifest()));
            canary = model.candidate == null || model.candidate.inShadow() ? null : only(model.candidate.loaded());
        }
        Map<Integer, String> unavailable = new HashMap<>();
        for (Found folder : model.versions.found()) {
            unavailable.put(folder.version(), unavailable(model, folder));
        }
        return new RoutingTable(model.name, serving, canary, model.settings.canaryShare(), Map.copyOf(pinned),
                Map.copyOf(unavailable), serving == null ? nothing(model) : null, model.surveyed);
    }

    private static Optional<VersionSelection> only(LoadedVersion loaded) {
        return Optional.of(new VersionSelection(loaded.manifest(), null));
    }

    private static String unavailable(ModelRollout model, Found folder) {
        if (model.unloaded) {
            return UNLOADED;
        }
        if (folder.files() == null) {
            return "incomplete: " + folder.incomplete();
        }
        Verdict verdict = model.verdicts.of(VersionContent.of(folder.files()));
        return verdict != null && verdict.state() == State.REJECTED ? "rejected: " + verdict.reason() : "it is being loaded";
    }

    /** Why nothing is in service. */
    static String nothing(ModelRollout model) {
        if (model.unloaded) {
            return UNLOADED;
        }
        String reasons = status(model).versions().stream().map(Views::sentence).collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "it has no version; expected a folder named by a whole number, such as 1" : reasons;
    }

    private static String sentence(VersionStatus version) {
        return "version " + version.version() + " is " + state(version);
    }

    private static String state(VersionStatus version) {
        return version.state().text() + (version.reason() == null ? "" : ": " + version.reason());
    }

    /** A version's state and the reason for it. */
    static String state(ModelRollout model, int version) {
        return status(model).versions().stream().filter(one -> one.version() == version).map(Views::state)
                .collect(Collectors.joining("; "));
    }

    static ModelStatus status(ModelRollout model) {
        List<VersionStatus> all = new ArrayList<>();
        if (model.serving != null) {
            all.add(serving(model));
        }
        if (model.candidate != null) {
            all.add(new VersionStatus(model.candidate.version(), model.candidate.stage(), candidate(model.candidate),
                    model.candidate.compared()));
        }
        for (Found folder : model.versions.found()) {
            VersionContent content = folder.files() == null ? null : VersionContent.of(folder.files());
            boolean shown = model.serving != null && VersionContent.of(model.serving).equals(content)
                    || model.candidate != null && VersionContent.of(model.candidate.loaded()).equals(content);
            if (!shown) {
                all.add(folder(model, folder, content));
            }
        }
        model.pinned.forEach((version, loaded) -> {
            if (all.stream().noneMatch(one -> one.version() == version)) {
                all.add(new VersionStatus(version, State.PINNED, "its folder is gone; it answers from memory", null));
            }
        });
        all.sort(Comparator.comparingInt(VersionStatus::version).reversed());
        return new ModelStatus(model.name, model.serving == null ? null : model.serving.version(), all);
    }

    private static VersionStatus serving(ModelRollout model) {
        int version = model.serving.version();
        String reason = model.versions.find(version) == null ? "its folder is gone; it serves from memory" : null;
        if (model.probation == null) {
            return new VersionStatus(version, State.SERVING, reason, null);
        }
        return new VersionStatus(version, State.PROBATION, "on probation until " + model.probation.ends() + ", version "
                + model.probation.previous().version() + " in memory" + model.probation.latency().said()
                + (reason == null ? "" : "; " + reason), null);
    }

    private static String candidate(Candidate candidate) {
        return switch (candidate.stage()) {
            case WAITING -> "it has passed the gate: promote it";
            case CANARY -> candidate.answered() + " messages answered" + candidate.latency().said();
            default -> null;
        };
    }

    private static VersionStatus folder(ModelRollout model, Found folder, VersionContent content) {
        int version = folder.version();
        if (content == null) {
            return new VersionStatus(version, State.INCOMPLETE, folder.incomplete(), null);
        }
        Verdict verdict = model.verdicts.of(content);
        String reason = verdict == null ? null : verdict.reason();
        ComparisonResult comparison = verdict == null ? null : verdict.comparison();
        if (model.pinned.containsKey(version) && (verdict == null || verdict.state() != State.REJECTED)) {
            return new VersionStatus(version, State.PINNED, reason, comparison);
        }
        return new VersionStatus(version, verdict == null ? State.IDLE : verdict.state(),
                model.unloaded && verdict == null ? UNLOADED : reason, comparison);
    }
}
