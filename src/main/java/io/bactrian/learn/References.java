package io.bactrian.learn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.type.TypeReference;

import io.bactrian.distribution.Bins;
import io.bactrian.distribution.Distribution;

/**
 * The references that were made here, kept over a restart: what has drifted must not become the rule by one. {@link #find} from any
 * thread, never waits for the disk; the rest from one.
 */
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
    /** Replaced as a whole. */
    private volatile List<Entry> entries = List.of();

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
        entries = List.copyOf(stored);
    }

    /** Null where there is none for these channels. */
    Distribution[] find(String model, String version, String group, List<String> channels) {
        return entries.stream().filter(entry -> entry.isOf(model, version, group))
                .filter(entry -> entry.channels().stream().map(Stored::channel).toList().equals(channels))
                .map(entry -> entry.channels().stream().map(Stored::reference).toArray(Distribution[]::new)).findFirst()
                .orElse(null);
    }

    /** Keeps it; of too many the oldest goes. */
    void keep(String model, String version, String group, List<String> channels, Distribution[] made) {
        List<Entry> more = new ArrayList<>(entries);
        more.removeIf(entry -> entry.isOf(model, version, group));
        more.add(new Entry(model, version, group, IntStream.range(0, made.length).mapToObj(i -> new Stored(channels.get(i),
                made[i].bins().edges(), made[i].counts(), made[i].effect(), made[i].panes())).toList()));
        entries = List.copyOf(more.subList(Math.max(0, more.size() - MOST), more.size()));
        if (file != null) {
            file.write(entries);
        }
    }

    String problem() {
        return file == null ? null : file.problem();
    }
}
