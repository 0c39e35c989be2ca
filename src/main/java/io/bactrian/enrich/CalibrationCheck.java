package io.bactrian.enrich;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.bactrian.model.Datatype;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.text.Excerpt;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;

/**
 * Whether a directory calibrates only channels that the devices' models have, and whether both name the same units, as far as the models
 * are known. One thread.
 */
final class CalibrationCheck {
    private final ServingModels models;
    private Map<Asked, Map<String, String>> last = Map.of();
    private DeviceDirectory of;
    private Set<Asked> asked = Set.of();

    CalibrationCheck(ServingModels models) {
        this.models = models;
    }

    private record Asked(String model, Integer version) {
    }

    /** Whether another version is in service or tried out since the last check. */
    boolean changed(DeviceDirectory directory) {
        return !last.equals(channels(directory));
    }

    void check(DeviceDirectory directory, Problems problems) {
        last = channels(directory);
        Set<DeviceProfile> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        directory.checked().forEach((place, profile) -> {
            Map<String, String> known = last.get(new Asked(profile.model(), profile.version()));
            if (known != null && seen.add(profile)) {
                profile.channels().keySet().stream().filter(channel -> !known.containsKey(channel)).sorted()
                        .forEach(channel -> problems
                                .add(unknown(place + ".channels." + channel, channel, profile, known.keySet())));
                units(place, profile, known, problems);
            }
        });
    }

    /** A channel that is calibrated may be in another unit for that very reason. */
    private static void units(String place, DeviceProfile profile, Map<String, String> known, Problems problems) {
        profile.ranges().forEach((channel, range) -> {
            String unit = known.getOrDefault(channel, "");
            if (range.unit() != null && !range.unit().isBlank() && !unit.isEmpty()
                    && !unit.equalsIgnoreCase(range.unit().strip())
                    && !profile.channels().containsKey(channel)) {
                problems.add(place + ": the device's '" + channel + "' is in " + Excerpt.quoted(range.unit())
                        + ", and the model '"
                        + profile.model() + "' takes it in '" + unit + "'; correct one of them, or calibrate the channel");
            }
        });
    }

    private static String unknown(String place, String channel, DeviceProfile profile, Set<String> known) {
        String hint = known.isEmpty()
                ? "it takes its values by position: give its features names first, or leave the calibration out"
                : Suggestions.nearest(channel, known).map(near -> "did you mean '" + near + "'?")
                        .orElse("expected one of " + Suggestions.list(known.stream().sorted().toList()));
        return place + " is no channel of numbers of the model '" + profile.model() + "'; " + hint;
    }

    private Map<Asked, Map<String, String>> channels(DeviceDirectory directory) {
        if (directory != of) {
            asked = directory.checked().values().stream().map(profile -> new Asked(profile.model(), profile.version()))
                    .collect(Collectors.toSet());
            of = directory;
        }
        Map<Asked, Map<String, String>> channels = new HashMap<>();
        asked.forEach(each -> selection(each).ifPresent(selection -> channels.put(each, channels(selection))));
        return channels;
    }

    private Optional<VersionSelection> selection(Asked asked) {
        try {
            return models.choose(asked.model(), "", asked.version());
        } catch (ModelUnavailable e) {
            return Optional.empty();
        }
    }

    /** Units by channel; empty where there is none. */
    private static Map<String, String> channels(VersionSelection selection) {
        Map<String, String> channels = new HashMap<>();
        Stream.of(selection.serving(), selection.candidate())
                .filter(manifest -> manifest != null && !manifest.featureNames().isEmpty())
                .flatMap(manifest -> manifest.inputs().stream()).filter(input -> input.datatype() != Datatype.BYTES)
                .flatMap(input -> input.features().stream())
                .forEach(feature -> channels.putIfAbsent(feature.name(), feature.unit() == null ? "" : feature.unit()));
        return channels;
    }
}
