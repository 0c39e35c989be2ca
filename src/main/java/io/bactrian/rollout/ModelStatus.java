package io.bactrian.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.Verdicts.Verdict;

/**
 * A model and its versions at one moment.
 *
 * @param serving  the version that answers, or null
 * @param versions highest first; one is there twice when its folder has other content than what serves under its number
 */
public record ModelStatus(String name, Integer serving, List<VersionStatus> versions) {
    static final String UNLOADED = "the model has been unloaded: load it again";

    public ModelStatus {
        versions = List.copyOf(versions);
    }

    /**
     * @param state      its state
     * @param reason     why, in a sentence; null where the state says it all
     * @param comparison what its shadow found, or null
     */
    public record VersionStatus(int version, State state, String reason, ComparisonResult comparison) {
    }

    static ModelStatus of(ModelState model) {
        List<VersionStatus> all = new ArrayList<>();
        LoadedVersion serving = model.serving();
        Candidate candidate = model.candidate();
        if (serving != null) {
            all.add(serving(model, serving.version()));
        }
        if (candidate != null) {
            all.add(new VersionStatus(candidate.version(), candidate.state(), reason(candidate), candidate.compared()));
        }
        for (Found folder : model.versions().found()) {
            VersionFiles.Content content = folder.files() == null ? null : folder.files().content();
            boolean shown = serving != null && serving.content().equals(content)
                    || candidate != null && candidate.loaded().content().equals(content);
            if (!shown) {
                all.add(folder(model, folder, content));
            }
        }
        for (int version : model.pinned().keySet()) {
            if (all.stream().noneMatch(one -> one.version() == version)) {
                all.add(new VersionStatus(version, State.PINNED, "its folder is gone; it answers from memory", null));
            }
        }
        all.sort(Comparator.comparingInt(VersionStatus::version).reversed());
        return new ModelStatus(model.name, serving == null ? null : serving.version(), all);
    }

    private static VersionStatus serving(ModelState model, int version) {
        String gone = model.versions().find(version) == null ? "its folder is gone; it serves from memory" : null;
        if (model.service() instanceof Probation probation) {
            return new VersionStatus(version, State.PROBATION,
                    "on probation until " + probation.ends() + ", version " + probation.fallback().version() + " in memory"
                            + probation.latency().said() + (gone == null ? "" : "; " + gone),
                    null);
        }
        return new VersionStatus(version, State.SERVING, gone, null);
    }

    private static String reason(Candidate candidate) {
        if (candidate instanceof Candidate.OnCanary canary) {
            return canary.answered() + " messages answered" + canary.latency().said();
        }
        return candidate instanceof Candidate.Waiting ? "it has passed the gate: promote it" : null;
    }

    private static VersionStatus folder(ModelState model, Found folder, VersionFiles.Content content) {
        int version = folder.version();
        if (content == null) {
            return new VersionStatus(version, State.INCOMPLETE, folder.incomplete(), null);
        }
        Verdict verdict = model.verdict(content);
        boolean pinned = model.pinned().containsKey(version) && !verdict.rejected();
        boolean unloaded = model.service().unloaded() && verdict.reason() == null;
        return new VersionStatus(version, pinned ? State.PINNED : verdict.state(), unloaded ? UNLOADED : verdict.reason(),
                verdict.comparison());
    }

    /** A version's state and the reason for it. */
    static String of(ModelState model, int version) {
        return of(model).versions().stream().filter(one -> one.version() == version).map(ModelStatus::state)
                .collect(Collectors.joining("; "));
    }

    private static String state(VersionStatus version) {
        return version.state().text() + (version.reason() == null ? "" : ": " + version.reason());
    }

    /** Why nothing is in service. */
    static String outage(ModelState model) {
        if (model.service().unloaded()) {
            return UNLOADED;
        }
        String reasons = of(model).versions().stream().map(one -> "version " + one.version() + " is " + state(one))
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "it has no version; expected a folder named by a whole number, such as 1" : reasons;
    }
}
