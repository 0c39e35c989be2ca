package io.bactrian.learn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.type.TypeReference;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;

/** The references that were made here, kept over a restart: what has drifted must not become the rule by one. One thread at a time. */
final class References {
    private static final int MOST = 256;

    /** @param channel its name */
    record Stored(String channel, double[] edges, long[] counts, double effect, int panes) {
        Distribution reference() {
            return new Distribution(new Bins(edges), counts, effect, panes);
        }
    }

    record Entry(String model, String version, String group, List<Stored> channels) {
        boolean isOf(String otherModel, String otherVersion, String otherGroup) {
            return model.equals(otherModel) && version.equals(otherVersion) && group.equals(otherGroup);
        }
    }

    private final StateFile<List<Entry>> file;
    private final List<Entry> entries = new ArrayList<>();

    /** @param file null for nowhere */
    References(Path file) {
        this.file = file == null ? null : new StateFile<>(file, "the references of drift");
        if (file != null) {
            this.file.read(new TypeReference<>() {
            }, this::take);
        }
    }

    private void take(List<Entry> stored) {
        stored.forEach(entry -> entry.channels().forEach(Stored::reference));
        entries.addAll(stored);
    }

    /** Null where there is none for these channels. */
    synchronized Distribution[] find(String model, String version, String group, List<String> channels) {
        return entries.stream().filter(entry -> entry.isOf(model, version, group))
                .filter(entry -> entry.channels().stream().map(Stored::channel).toList().equals(channels))
                .map(entry -> entry.channels().stream().map(Stored::reference).toArray(Distribution[]::new)).findFirst()
                .orElse(null);
    }

    /** Keeps it; of too many the oldest goes. */
    synchronized void keep(String model, String version, String group, List<String> channels, Distribution[] made) {
        entries.removeIf(entry -> entry.isOf(model, version, group));
        entries.add(new Entry(model, version, group, IntStream.range(0, made.length).mapToObj(i -> new Stored(channels.get(i),
                made[i].bins().edges(), made[i].counts(), made[i].effect(), made[i].panes())).toList()));
        if (entries.size() > MOST) {
            entries.remove(0);
        }
        if (file != null) {
            file.write(List.copyOf(entries));
        }
    }

    String problem() {
        return file == null ? null : file.problem();
    }
}
