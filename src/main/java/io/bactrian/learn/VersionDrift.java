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
import java.util.stream.Stream;

import io.bactrian.distribution.Distribution;
import io.bactrian.model.Channels;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;

/** One version's groups of devices, and which numbers of its messages are compared. Messages from any thread; the rest from one. */
final class VersionDrift {
    static final int MOST_GROUPS = 64;
    static final String OTHER = "*";
    /** What is counted of every message; of wider rows a part of the messages, so that none costs more on average. */
    private static final int CHANNELS_A_MESSAGE = 16;

    private final Manifest model;
    private final DriftSettings settings;
    private final Clock clock;
    private final Function<String, Distribution[]> stored;
    private final List<String> channels = new ArrayList<>();
    private final int[] places;
    private final int stride;
    private final Map<String, GroupDrift> groups = new ConcurrentHashMap<>();

    /** @param stored the reference of a group, or null to make one */
    VersionDrift(Manifest model, DriftSettings settings, Clock clock, Function<String, Distribution[]> stored) {
        this.model = model;
        this.settings = settings;
        this.clock = clock;
        this.stored = stored;
        Channels compared = Channels.of(model.inputs(), Channels.MOST_COMPARED);
        places = compared.places();
        stride = Math.max(1, (places.length + CHANNELS_A_MESSAGE - 1) / CHANNELS_A_MESSAGE);
        channels.addAll(compared.names());
        channels.add(Channels.SCORE);
        channels.add(Channels.CONFIDENCE);
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

    Stream<DriftState> states() {
        return groups.values().stream().map(GroupDrift::state);
    }

    /** Where not every message is counted, chance says which, so that devices in turn are counted alike. */
    void observe(ModelOutput output, String group) {
        if (stride > 1 && ThreadLocalRandom.current().nextInt(stride) != 0) {
            return;
        }
        group(group).add(output.input().data(), places, output.score(), Uncertainty.confidence(output));
    }

    private GroupDrift group(String name) {
        GroupDrift group = groups.get(name);
        return group != null
                ? group
                : groups.computeIfAbsent(groups.size() < MOST_GROUPS ? name : OTHER,
                        made -> new GroupDrift(channels, settings, stored.apply(made), clock.instant()));
    }

    /** Of each group. Any thread. */
    Stream<DriftStatus> status() {
        return groups.entrySet().stream()
                .map(group -> DriftStatus.of(model.name(), model.version(), group.getKey(), group.getValue().state()));
    }

    boolean drifting(String group) {
        GroupDrift found = groups.get(group);
        found = found == null ? groups.get(OTHER) : found;
        return found != null && found.state().drifting();
    }

    /**
     * Takes each group a step further; groups without messages go.
     *
     * @param made gets each group's reference when it has been made
     */
    List<DriftEvent> step(int groupsOfModel, BiConsumer<String, Distribution[]> made) {
        Instant now = clock.instant();
        DriftComparison comparison = new DriftComparison(settings.alpha(groupsOfModel, channels.size()));
        List<DriftEvent> events = new ArrayList<>();
        groups.forEach((name, group) -> {
            DriftState.Turn turn = group.step(now, comparison);
            if (turn != null) {
                events.add(new DriftEvent(model.name(), model.version(), name, turn.began(), now, turn.since(), turn.channels(),
                        group.state().expectedAccuracy()));
            }
            Distribution[] reference = group.takeMade();
            if (reference != null) {
                made.accept(name, reference);
            }
            if (group.idle(now) && !group.state().drifting()) {
                groups.remove(name);
            }
        });
        return events;
    }
}
