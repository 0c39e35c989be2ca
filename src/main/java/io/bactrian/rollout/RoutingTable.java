package io.bactrian.rollout;

import java.util.Map;
import java.util.Optional;

import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.VersionSelection;

/**
 * Who answers whom at one moment; made anew at each change, so that a message's way neither waits nor allocates.
 *
 * @param serving     null when nothing is in service
 * @param canary      what answers the share's devices, or null
 * @param pinned      versions that can be demanded
 * @param unavailable why other versions that are there cannot be demanded
 * @param nothing     why nothing is in service
 * @param surveyed    whether the folder has been scanned
 */
record RoutingTable(String model, Optional<VersionSelection> serving, Optional<VersionSelection> canary, double share,
        Map<Integer, Optional<VersionSelection>> pinned, Map<Integer, String> unavailable, String nothing,
        boolean surveyed) {
    /** Before anything is known. */
    static RoutingTable unknown(String model) {
        return new RoutingTable(model, null, null, 0, Map.of(), Map.of(), "its folder has not been scanned yet", false);
    }

    Optional<VersionSelection> choose(String device, Integer version) {
        if (version != null) {
            return demanded(version);
        }
        if (serving == null) {
            throw new ModelUnavailable("model '" + model + "' has no version in service: " + nothing, null);
        }
        return canary != null && Canary.has(device, share) ? canary : serving;
    }

    private Optional<VersionSelection> demanded(Integer version) {
        Optional<VersionSelection> choice = pinned.get(version);
        if (choice != null) {
            return choice;
        }
        String reason = surveyed ? unavailable.get(version) : nothing;
        if (reason != null) {
            throw new ModelUnavailable("model '" + model + "', version " + version + ": " + reason, null);
        }
        return Optional.empty();
    }
}
