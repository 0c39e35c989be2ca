package io.bactrian.homeassistant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.bactrian.homeassistant.Sensor.Kind;
import io.bactrian.model.Manifest;

/**
 * Which configurations Home Assistant is to get: those of a device when it is first answered or its model is another, and all of them
 * again when Home Assistant has started. The caller of {@link #next} keeps the pace; what
 * the broker refuses keeps no other waiting. Any thread.
 */
public final class Discovery {
    /** Devices that are announced; those beyond are not. */
    static final int MOST_DEVICES = 10_000;
    private static final String ONLINE = "online";
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final boolean enabled;
    private final String prefix;
    private final UnaryOperator<String> answers;
    private final int most;
    private final Map<String, Manifest> devices = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final Set<Sensor> due = new LinkedHashSet<>();
    private final Set<Sensor> refused = new LinkedHashSet<>();
    private long retried;
    private final LongAdder published = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private boolean full;
    private String lastFailure;

    /**
     * @param prefix  of Home Assistant's discovery topics
     * @param answers the topic of a device's answers
     * @param nanos   as {@link System#nanoTime()}
     */
    public Discovery(boolean enabled, String prefix, UnaryOperator<String> answers, LongSupplier nanos) {
        this(enabled, prefix, answers, nanos, MOST_DEVICES);
    }

    Discovery(boolean enabled, String prefix, UnaryOperator<String> answers, LongSupplier nanos, int most) {
        this.enabled = enabled;
        this.prefix = prefix;
        this.answers = answers;
        this.nanos = nanos;
        this.most = most;
        this.retried = nanos.getAsLong();
    }

    /** A device has had an answer on its topic. But for its first of a version, this is one look-up. */
    public void answered(String device, Manifest model) {
        if (enabled && devices.get(device) != model) {
            announce(device, model);
        }
    }

    private synchronized void announce(String device, Manifest model) {
        Manifest before = devices.get(device);
        if (before == null && devices.size() >= most) {
            full = true;
            return;
        }
        devices.put(device, model);
        List<Sensor> now = sensors(device, model);
        if (before == null || !now.equals(sensors(device, before))) {
            due.addAll(now);
        }
    }

    private static List<Sensor> sensors(String device, Manifest model) {
        List<Sensor> sensors = new ArrayList<>();
        if (model.answer().score() != null) {
            sensors.add(new Sensor(device, model.name(), Kind.SCORE));
        }
        if (model.answer().labelled()) {
            sensors.add(new Sensor(device, model.name(), Kind.LABEL));
        }
        return sensors;
    }

    /** What Home Assistant says of itself: once it is online, all devices are due again. */
    public synchronized void status(String text) {
        if (enabled && ONLINE.equals(text)) {
            devices.forEach((device, model) -> due.addAll(sensors(device, model)));
        }
    }

    /** The oldest that are due, at most so many; each of them is published or failed next. */
    public synchronized List<Sensor> next(int atMost) {
        if (due.isEmpty() && !refused.isEmpty() && nanos.getAsLong() - retried >= PAUSE) {
            retried = nanos.getAsLong();
            due.addAll(refused);
            refused.clear();
        }
        List<Sensor> next = due.stream().limit(atMost).toList();
        next.forEach(due::remove);
        return next;
    }

    public DiscoveryMessage message(Sensor sensor) {
        return sensor.message(prefix, answers.apply(sensor.device()));
    }

    public void published() {
        published.increment();
    }

    /** It is due again after the others, a minute later. */
    public synchronized void failed(Sensor sensor, String reason) {
        failed.increment();
        lastFailure = sensor.device() + ": " + reason;
        refused.add(sensor);
    }

    /** Why some are not published, or null. */
    public synchronized String problem() {
        if (full) {
            return most + " devices are announced, the most there may be; others are not";
        }
        return refused.isEmpty() ? null : refused.size() + " are not published and tried again; the last, " + lastFailure;
    }

    /** Configurations that wait to be published. */
    public synchronized int waiting() {
        return due.size() + refused.size();
    }

    /** Configurations that the broker has taken. */
    public long taken() {
        return published.sum();
    }

    /** Publishes that failed. */
    public long failures() {
        return failed.sum();
    }
}
