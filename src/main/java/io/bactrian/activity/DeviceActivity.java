package io.bactrian.activity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.ErrorCode;

/**
 * What each device said lately, for a bounded number of devices: those not seen for longest go first. Any thread; a message waits for
 * nothing and, but for a device's first, allocates nothing.
 */
public final class DeviceActivity {
    /** Devices whose channels are kept at once. */
    static final int MOST_WATCHED = 32;
    private static final long WATCHED_MILLIS = 10_000;
    /** So much of the devices goes at once, for their ages are sorted. */
    private static final int PART = 16;

    private final int most;
    private final long historyBytes;
    private final LongSupplier millis;
    private final Map<String, Activity> devices = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, Activity> sorted = new ConcurrentSkipListMap<>();
    private final AtomicBoolean evicting = new AtomicBoolean();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder forgotten = new LongAdder();
    private final List<Activity> watched = new ArrayList<>();

    /**
     * @param most         devices that are kept; 0 for none
     * @param historyBytes that their scores and labels over time may take; devices beyond it are kept without these
     * @param millis       as {@link System#currentTimeMillis()}
     */
    public DeviceActivity(int most, long historyBytes, LongSupplier millis) {
        this.most = most;
        this.historyBytes = historyBytes;
        this.millis = millis;
    }

    public void answered(Enriched input, ModelOutput output) {
        if (most > 0) {
            long now = millis.getAsLong();
            of(input.telemetry().device(), now).answered(input, output, now);
        }
    }

    /** @param model that is to answer when the device's window is full */
    public void warming(Enriched input, Manifest model) {
        if (most > 0) {
            long now = millis.getAsLong();
            of(input.telemetry().device(), now).warming(input, model, now);
        }
    }

    /** A name that is no device's is not kept: whoever sends under made-up names would drive out those that are. */
    public void refused(String device, BadInput cause) {
        if (most > 0 && cause.code() != ErrorCode.BAD_DEVICE_NAME && cause.code() != ErrorCode.UNKNOWN_DEVICE) {
            long now = millis.getAsLong();
            of(device, now).refused(cause, now);
        }
    }

    private Activity of(String device, long now) {
        Activity known = devices.get(device);
        return known != null ? known : add(device, now);
    }

    private Activity add(String device, long now) {
        if (size.get() >= most) {
            evict();
        }
        boolean room = bytes.addAndGet(ScoreHistory.BYTES) <= historyBytes;
        Activity made = new Activity(device, room ? new ScoreHistory() : null, now);
        Activity there = devices.putIfAbsent(device, made);
        if (!room || there != null) {
            bytes.addAndGet(-ScoreHistory.BYTES);
        }
        if (there != null) {
            return there;
        }
        size.incrementAndGet();
        sorted.put(device, made);
        if (devices.get(device) != made) {
            sorted.remove(device, made);
        }
        return made;
    }

    /** One thread does it; the others' devices are more than the most until it has. */
    private void evict() {
        if (!evicting.compareAndSet(false, true)) {
            return;
        }
        try {
            Activity[] all = devices.values().toArray(Activity[]::new);
            long[] ages = new long[all.length];
            for (int i = 0; i < all.length; i++) {
                ages[i] = all[i].seen();
            }
            Arrays.sort(ages);
            int going = Math.min(all.length, all.length - most + 1 + most / PART);
            long newest = going <= 0 ? Long.MIN_VALUE : ages[going - 1];
            for (int i = 0; i < all.length && going > 0; i++) {
                if (all[i].seen() <= newest) {
                    remove(all[i]);
                    going--;
                }
            }
        } finally {
            evicting.set(false);
        }
    }

    private void remove(Activity gone) {
        if (devices.remove(gone.device(), gone)) {
            sorted.remove(gone.device(), gone);
            size.decrementAndGet();
            forgotten.increment();
            if (gone.hasHistory()) {
                bytes.addAndGet(-ScoreHistory.BYTES);
            }
        }
    }

    /**
     * Devices by name.
     *
     * @param since of those that the query finds, only the ones whose last message came then or later; milliseconds since the epoch
     */
    public DevicePage page(DeviceQuery query, long since) {
        List<DeviceSnapshot> found = new ArrayList<>();
        Extent extent = new Extent(query.points(), 0, false, 0);
        String last = null;
        int matching = 0;
        for (Activity device : sorted.tailMap(query.after(), false).values()) {
            if (!device.isFoundBy(query)) {
                continue;
            }
            if (matching++ == query.limit()) {
                return new DevicePage(size.get(), found, last);
            }
            last = device.device();
            if (device.seen() >= since) {
                found.add(device.snapshot(extent));
            }
        }
        return new DevicePage(size.get(), found, null);
    }

    /**
     * One device; its channels are kept for some seconds from now on, where no more than the most are looked at.
     *
     * @return null where it is not known
     */
    public DeviceSnapshot device(String name, long fromAnswer, long fromRow) {
        Activity device = devices.get(name);
        if (device == null) {
            return null;
        }
        watch(device);
        return device.snapshot(new Extent(ScoreHistory.LENGTH, fromAnswer, true, fromRow));
    }

    private void watch(Activity device) {
        long now = millis.getAsLong();
        synchronized (watched) {
            watched.removeIf(one -> one != device && !one.watched(now));
            if (watched.contains(device) || watched.size() < MOST_WATCHED) {
                watched.remove(device);
                watched.add(device);
                device.watch(now + WATCHED_MILLIS);
            }
        }
    }

    /** Devices that are kept. */
    public int size() {
        return size.get();
    }

    /** Bytes of their scores and labels over time. */
    public long historyBytes() {
        return bytes.get();
    }

    /** Devices that were dropped because others were seen more recently. */
    public long forgotten() {
        return forgotten.sum();
    }
}
