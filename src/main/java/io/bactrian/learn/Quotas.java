package io.bactrian.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;

/**
 * Counts samples by device and by label. Of the names beyond a bound, which share one count, more is left out, never less: a quota
 * is not passed by inventing names. Any thread; one at a time, briefly.
 */
final class Quotas {
    static final String OTHER = "*";
    private static final long[] LENGTHS = {TimeUnit.MINUTES.toMillis(1), TimeUnit.HOURS.toMillis(1), TimeUnit.DAYS.toMillis(1)};

    /** What has counts of its own: a device, or a label, of a model. */
    record Key(String model, Kind kind, String name) {
    }

    enum Kind {
        DEVICE, LABEL
    }

    private final Map<Kind, Integer> most;
    private final Map<Kind, Map<Key, QuotaCount[]>> counts = Map.of(Kind.DEVICE, new HashMap<>(), Kind.LABEL, new HashMap<>());
    private long changes;
    private long prunedAt;

    Quotas(int mostDevices, int mostLabels) {
        most = Map.of(Kind.DEVICE, mostDevices, Kind.LABEL, mostLabels);
    }

    /**
     * Counts one message that is to be kept, and says whether it is.
     *
     * @param label  null for none
     * @param chance uniform from 0 to 1
     * @return the probability it was kept with, or 0 where it is not kept
     */
    synchronized double take(Sampling sampling, String model, String device, String label, long now, double chance) {
        List<QuotaCount> counted = new ArrayList<>(2 * LENGTHS.length);
        double probability = Math.min(
                probability(sampling.device(), model, Kind.DEVICE, device, now, counted),
                probability(sampling.label(), model, Kind.LABEL, label == null ? "" : label, now, counted));
        boolean kept = chance < probability;
        counted.forEach(count -> count.count(kept, now));
        changes++;
        return kept ? probability : 0;
    }

    private double probability(Quota quota, String model, Kind kind, String name, long now, List<QuotaCount> counted) {
        if (quota.none()) {
            return 1;
        }
        QuotaCount[] own = own(model, kind, name, now);
        Integer[] limits = {quota.minute(), quota.hour(), quota.day()};
        double least = 1;
        for (int i = 0; i < limits.length; i++) {
            if (limits[i] != null) {
                least = Math.min(least, own[i].probability(limits[i], now));
                counted.add(own[i]);
            }
        }
        return least;
    }

    private QuotaCount[] own(String model, Kind kind, String name, long now) {
        Map<Key, QuotaCount[]> all = counts.get(kind);
        QuotaCount[] own = all.get(new Key(model, kind, name));
        if (own != null) {
            return own;
        }
        if (all.size() >= most.get(kind) && now - prunedAt >= LENGTHS[0]) {
            prunedAt = now;
            all.values().removeIf(old -> over(old, now));
        }
        String counted = all.size() < most.get(kind) ? name : OTHER;
        return all.computeIfAbsent(new Key(model, kind, counted), key -> fresh());
    }

    private static boolean over(QuotaCount[] counts, long now) {
        for (QuotaCount count : counts) {
            if (!count.over(now)) {
                return false;
            }
        }
        return true;
    }

    private static QuotaCount[] fresh() {
        QuotaCount[] counts = new QuotaCount[LENGTHS.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new QuotaCount(LENGTHS[i]);
        }
        return counts;
    }

    /** Rises with every change. */
    synchronized long changes() {
        return changes;
    }

    /** What is worth keeping over a restart. */
    synchronized List<Stored> stored(long now) {
        List<Stored> rows = new ArrayList<>();
        counts.values().forEach(all -> all.forEach((key, own) -> {
            for (int i = 0; i < own.length; i++) {
                if (own[i].asked + own[i].before > 0 && !own[i].over(now)) {
                    rows.add(new Stored(key.model(), key.kind(), key.name(), i, own[i].period, own[i].before, own[i].asked,
                            own[i].kept));
                }
            }
        }));
        return rows;
    }

    synchronized void restore(List<Stored> rows) {
        for (Stored row : rows) {
            Map<Key, QuotaCount[]> all = counts.get(row.kind());
            if (row.place() < 0 || row.place() >= LENGTHS.length || all.size() > most.get(row.kind())) {
                continue;
            }
            QuotaCount count = all.computeIfAbsent(new Key(row.model(), row.kind(), row.name()),
                    key -> fresh())[row.place()];
            count.period = row.period();
            count.before = row.before();
            count.asked = row.asked();
            count.kept = row.kept();
        }
    }

    /**
     * One count.
     *
     * @param place 0 for the minute, 1 for the hour, 2 for the day
     */
    record Stored(String model, Kind kind, String name, int place, long period, long before, long asked, long kept) {
    }
}
