package io.bactrian.enrich;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.text.Problems;
import io.bactrian.text.Suggestions;

/** Whether a directory calibrates only channels that the devices' models have, as far as the models are known. One thread. */
final class CalibrationCheck {
    private final ServingModels models;
    private Map<Asked, Set<String>> last = Map.of();

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
        directory.calibrated().forEach((place, profile) -> {
            Set<String> known = last.get(new Asked(profile.model(), profile.version()));
            if (known != null) {
                profile.channels().keySet().stream().filter(channel -> !known.contains(channel)).sorted()
                        .forEach(channel -> problems.add(unknown(place + ".channels." + channel, channel, profile, known)));
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

    private Map<Asked, Set<String>> channels(DeviceDirectory directory) {
        Map<Asked, Set<String>> channels = new HashMap<>();
        directory.calibrated().values().stream().map(profile -> new Asked(profile.model(), profile.version())).distinct()
                .forEach(asked -> selection(asked).ifPresent(selection -> channels.put(asked, channels(selection))));
        return channels;
    }

    private Optional<VersionSelection> selection(Asked asked) {
        try {
            return models.choose(asked.model(), "", asked.version());
        } catch (ModelUnavailable e) {
            return Optional.empty();
        }
    }

    private static Set<String> channels(VersionSelection selection) {
        Set<String> channels = new HashSet<>();
        Stream.of(selection.serving(), selection.candidate())
                .filter(manifest -> manifest != null && !manifest.featureNames().isEmpty())
                .flatMap(manifest -> manifest.inputs().stream()).filter(input -> input.datatype() != Datatype.BYTES)
                .flatMap(input -> input.features().stream()).map(Manifest.Feature::name).forEach(channels::add);
        return channels;
    }
}
