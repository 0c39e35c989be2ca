package io.bactrian.enrich;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.bactrian.enrich.OpenRow.Part;
import io.bactrian.model.Manifest;
import io.bactrian.telemetry.BadInput;
import io.bactrian.telemetry.Telemetry;

/**
 * Makes rows of the single values of devices. A row is closed when all channels of the device's model have come, when its time is over,
 * or when too many messages wait. Its last message goes on with it, and the others wait for that one. Any thread; one at a time,
 * so that a device's rows go on in their order.
 */
public final class RowAssembler {
    private static final int MOST_OF_A_ROW = 128;

    private final DeviceSource devices;
    private final Enricher enricher;
    private final int mostHeld;
    private final LongSupplier nanos;
    private final Map<String, Map<String, OpenRow.Value>> lastValues;
    private final Map<String, OpenRow> open = new LinkedHashMap<>();
    private final PriorityQueue<OpenRow> byDeadline = new PriorityQueue<>(Comparator.comparingLong(OpenRow::order));
    private final long began;
    private final LongAdder complete = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder crowded = new LongAdder();
    private final LongAdder passedOver = new LongAdder();
    private int held;
    private boolean closed;
    private volatile String lastIncomplete;

    /**
     * @param mostDevices devices whose last values are kept; the one not seen for longest goes first
     * @param mostHeld    messages that wait for their rows; beyond that the oldest row is closed
     */
    public RowAssembler(DeviceSource devices, Enricher enricher, int mostDevices, int mostHeld, LongSupplier nanos) {
        this.devices = devices;
        this.enricher = enricher;
        this.mostHeld = mostHeld;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.lastValues = new Recent<>(mostDevices);
    }

    /** Null where each message of the device is a row. */
    public Assembly of(String device) {
        return devices.directory().assembly(device);
    }

    /**
     * @param part who waits with the message until the row is closed
     * @return the row, where this message closes it; null where it waits, or brings no channel of the model and is not waited with
     * @throws BadInput                   when the device or its model is not known, or the message cannot be part of a row
     * @throws RejectedExecutionException after {@link #close}
     */
    public synchronized Added add(Telemetry telemetry, Assembly assembly, Part part) {
        if (closed) {
            throw new RejectedExecutionException("the service stops");
        }
        Manifest model = enricher.selection(telemetry).serving();
        List<String> names = model.featureNames();
        Map<String, OpenRow.Value> values = OpenRow.values(telemetry, names, model.name());
        if (values.isEmpty()) {
            passedOver.increment();
            return Added.NOTHING;
        }
        OpenRow row = open.computeIfAbsent(telemetry.device(), device -> begin(device, assembly));
        row.add(telemetry, values, part);
        held++;
        if (row.has(names)) {
            complete.increment();
            return new Added(end(row, names), row.others(part));
        }
        if (row.parts() >= MOST_OF_A_ROW) {
            incomplete(row, names, crowded, "too many messages of it wait");
            return new Added(end(row, names), row.others(part));
        }
        if (held > mostHeld) {
            OpenRow oldest = byDeadline.peek();
            if (oldest == row) {
                incomplete(row, names, crowded, "too many messages wait");
                return new Added(end(row, names), row.others(part));
            }
            lead(oldest, crowded, "too many messages wait");
        }
        return Added.WAITS;
    }

    /**
     * What became of a message.
     *
     * @param row    it goes on with; null where it does not go on now
     * @param others that end when it ends
     */
    public record Added(Telemetry row, List<Part> others) {
        /** It is kept until its row is closed. */
        static final Added WAITS = new Added(null, List.of());
        /** It brought nothing. */
        static final Added NOTHING = new Added(null, List.of());

        public boolean waits() {
            return this == WAITS;
        }
    }

    private OpenRow begin(String device, Assembly assembly) {
        OpenRow row = new OpenRow(device, assembly, nanos.getAsLong() - began + assembly.within().toNanos());
        byDeadline.add(row);
        return row;
    }

    /** Closes the rows whose time is over. */
    public synchronized void closeDue() {
        long now = nanos.getAsLong() - began;
        for (OpenRow row = byDeadline.peek(); row != null && row.order() <= now; row = byDeadline.peek()) {
            lead(row, late, "its time was over");
        }
    }

    /** What waits fails, so that it is kept elsewhere; nothing is taken any more. */
    public synchronized void close() {
        closed = true;
        RejectedExecutionException stopping = new RejectedExecutionException("the service stops");
        List.copyOf(open.values()).forEach(row -> {
            forget(row);
            row.others(null).forEach(part -> part.fail(stopping));
        });
    }

    /** The row goes on with its last message, on this thread. */
    private void lead(OpenRow row, LongAdder reason, String why) {
        try {
            List<String> names = enricher.selection(row.last()).serving().featureNames();
            incomplete(row, names, reason, why);
            Part leader = row.leader();
            leader.lead(end(row, names), row.others(leader));
        } catch (RuntimeException e) {
            forget(row);
            row.others(null).forEach(part -> part.fail(e));
        }
    }

    private void incomplete(OpenRow row, List<String> names, LongAdder reason, String why) {
        reason.increment();
        lastIncomplete = "device '" + row.device() + "': " + why + ", and these had not come: " + row.lacking(names);
    }

    private Telemetry end(OpenRow row, List<String> names) {
        forget(row);
        Map<String, OpenRow.Value> last = lastValues.computeIfAbsent(row.device(), device -> new LinkedHashMap<>());
        last.keySet().retainAll(names);
        return row.telemetry(names, last);
    }

    private void forget(OpenRow row) {
        if (open.remove(row.device(), row)) {
            byDeadline.remove(row);
            held -= row.parts();
        }
    }

    /** Rows of which all values came. */
    public long complete() {
        return complete.sum();
    }

    /** Rows whose time was over. */
    public long late() {
        return late.sum();
    }

    /** Rows closed because too many messages waited. */
    public long crowded() {
        return crowded.sum();
    }

    /** Messages without a channel of their device's model. */
    public long passedOver() {
        return passedOver.sum();
    }

    /** Messages that wait for their rows. */
    public synchronized int held() {
        return held;
    }

    /** Which row was incomplete last, and why; null while none was. */
    public String lastIncomplete() {
        return lastIncomplete;
    }
}
