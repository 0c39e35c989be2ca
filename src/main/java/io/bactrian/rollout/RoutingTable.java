package io.bactrian.rollout;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionSelection;
import io.bactrian.model.repository.RepositorySnapshot.Found;
import io.bactrian.rollout.EngineReconciler.ShadowRun;
import io.bactrian.rollout.Verdicts.Verdict;

/**
 * Who answers whom at one moment; made anew at each change, so that a message's way neither waits nor allocates.
 *
 * @param serving     null when nothing is in service
 * @param canary      what answers the share's devices, or null
 * @param pinned      versions that can be demanded: those that devices are held to, and those that answer
 * @param unavailable why other versions that are there cannot be demanded
 * @param outage      why nothing is in service
 * @param scanned     whether the folder has been scanned
 */
record RoutingTable(String model, Optional<VersionSelection> serving, Optional<VersionSelection> canary, double share,
        Map<Integer, Optional<VersionSelection>> pinned, Map<Integer, String> unavailable, String outage, boolean scanned) {
    /** Before anything is known. */
    static RoutingTable unknown(String model) {
        return new RoutingTable(model, null, null, 0, Map.of(), Map.of(), "its folder has not been scanned yet", false);
    }

    static RoutingTable of(ModelState model) {
        Map<Integer, Optional<VersionSelection>> pinned = new HashMap<>();
        model.pinned().forEach((version, loaded) -> pinned.put(version, only(loaded)));
        LoadedVersion active = model.serving();
        Optional<VersionSelection> serving = null;
        if (active != null) {
            pinned.put(active.version(), only(active));
            ShadowRun beside = ShadowRun.of(model);
            serving = beside == null
                    ? only(active)
                    : Optional.of(new VersionSelection(active.manifest(), beside.loaded().manifest()));
        }
        Optional<VersionSelection> canary = null;
        if (model.candidate() instanceof Candidate.OnCanary one) {
            canary = only(one.loaded());
            pinned.put(one.version(), canary);
        }
        Map<Integer, String> unavailable = new HashMap<>();
        for (Found folder : model.versions().found()) {
            unavailable.put(folder.version(), unavailable(model, folder, ModelStatus.of(model, folder.version())));
        }
        return new RoutingTable(model.name, serving, canary, model.settings.canaryShare(), Map.copyOf(pinned),
                Map.copyOf(unavailable), serving == null ? ModelStatus.outage(model) : null,
                model.versions() != Versions.UNKNOWN);
    }

    private static Optional<VersionSelection> only(LoadedVersion loaded) {
        return Optional.of(new VersionSelection(loaded.manifest(), null));
    }

    private static String unavailable(ModelState model, Found folder, String state) {
        if (model.service().unloaded()) {
            return ModelStatus.UNLOADED;
        }
        if (folder.files() == null) {
            return "incomplete: " + folder.incomplete();
        }
        Verdict verdict = model.verdict(folder.files().content());
        return verdict.rejected()
                ? "rejected: " + verdict.reason()
                : "it is being loaded for the devices that are held to it; without such devices it is not loaded, as it is "
                        + state;
    }

    /** The versions that can be demanded. */
    SortedMap<Integer, Manifest> answering() {
        SortedMap<Integer, Manifest> all = new TreeMap<>();
        pinned.forEach((version, selection) -> all.put(version, selection.orElseThrow().serving()));
        return all;
    }

    Optional<VersionSelection> choose(String device, Integer version) {
        if (version != null) {
            return demanded(version);
        }
        if (serving == null) {
            throw new ModelUnavailable("model '" + model + "' has no version in service: " + outage, null);
        }
        return canary != null && Canary.has(device, share) ? canary : serving;
    }

    private Optional<VersionSelection> demanded(Integer version) {
        Optional<VersionSelection> choice = pinned.get(version);
        if (choice != null) {
            return choice;
        }
        String reason = scanned ? unavailable.get(version) : outage;
        if (reason != null) {
            throw new ModelUnavailable("model '" + model + "', version " + version + ": " + reason, null);
        }
        return Optional.empty();
    }
}
