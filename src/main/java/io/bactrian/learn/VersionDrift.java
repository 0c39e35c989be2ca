package io.bactrian.learn;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/** One version's groups of devices, and which numbers of its messages are compared. Messages from any thread; the rest from one. */
final class VersionDrift {
    static final int MOST_CHANNELS = 64;
    static final int MOST_GROUPS = 64;
    static final String OTHER = "*";
    /** What is counted of every message; of wider rows a part of the messages, so that none costs more on average. */
    private static final int CHANNELS_A_MESSAGE = 16;
    private static final String SCORE = "outputs.score";
    private static final String CONFIDENCE = "outputs.confidence";

    private final Manifest model;
    private final DriftSettings settings;
    private final Clock clock;
    private final Function<String, ChannelReference[]> stored;
    private final List<String> channels = new ArrayList<>();
    private final int[] places;
    private final int stride;
    private final Map<String, GroupDrift> groups = new ConcurrentHashMap<>();

    /** @param stored the reference of a group as it is kept over a restart, or null */
    VersionDrift(Manifest model, DriftSettings settings, Clock clock, Function<String, ChannelReference[]> stored) {
        this.model = model;
        this.settings = settings;
        this.clock = clock;
        this.stored = stored;
        List<Integer> found = new ArrayList<>();
        int end = 0;
        for (Manifest.Input input : model.inputs()) {
            end += input.elements();
            for (int i = 0; i < input.rowWidth() && input.datatype() != Datatype.BYTES && input.image() == null
                    && found.size() < MOST_CHANNELS; i++) {
                channels.add(input.features().isEmpty() ? "features[" + found.size() + "]" : input.features().get(i).name());
                found.add(end - input.rowWidth() + i);
            }
        }
        places = found.stream().mapToInt(Integer::intValue).toArray();
        stride = Math.max(1, (places.length + CHANNELS_A_MESSAGE - 1) / CHANNELS_A_MESSAGE);
        channels.add(SCORE);
        channels.add(CONFIDENCE);
    }

    Manifest model() {
        return model;
    }

    List<String> channels() {
        return channels;
    }

    Map<String, GroupDrift> groups() {
        return groups;
    }

    /** Where not every message is counted, chance says which, so that devices in turn are counted alike. */
    void observe(ModelOutput output, String group) {
        if (stride > 1 && ThreadLocalRandom.current().nextInt(stride) != 0) {
            return;
        }
        double[] probabilities = Uncertainty.probabilities(output);
        group(group).add(output.input().data(), places, output.score(),
                probabilities == null ? Double.NaN : Uncertainty.confidence(probabilities));
    }

    private GroupDrift group(String name) {
        GroupDrift group = groups.get(name);
        return group != null
                ? group
                : groups.computeIfAbsent(groups.size() < MOST_GROUPS ? name : OTHER,
                        made -> new GroupDrift(channels, settings, stored.apply(made), clock.instant()));
    }

    boolean drifting(String group) {
        GroupDrift found = groups.get(group);
        found = found == null ? groups.get(OTHER) : found;
        return found != null && found.drifting();
    }

    /**
     * Takes each group a step further; groups without messages go.
     *
     * @param made gets each group's reference when it has been made
     */
    List<DriftEvent> step(int groupsOfModel, BiConsumer<String, ChannelReference[]> made) {
        Instant now = clock.instant();
        DriftComparison comparison = new DriftComparison(settings.alpha(groupsOfModel, channels.size()));
        List<DriftEvent> events = new ArrayList<>();
        groups.forEach((name, group) -> {
            GroupDrift.Verdict verdict = group.step(now, comparison);
            DriftEvent event = verdict == null ? null : group.judged(verdict, now, model.name(), model.version(), name);
            if (event != null) {
                events.add(event);
            }
            ChannelReference[] reference = group.takeMade();
            if (reference != null) {
                made.accept(name, reference);
            }
            if (group.idle(now) && !group.drifting()) {
                groups.remove(name);
            }
        });
        return events;
    }
}
