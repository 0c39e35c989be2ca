package io.bactrian.flow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.activity.DeviceActivityJson;
import io.bactrian.activity.DevicePage;
import io.bactrian.activity.DeviceQuery;
import io.bactrian.activity.DeviceSnapshot;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiProblem;

/**
 * What has changed of the devices that somebody looks at, an event a step; to who has just begun, all of it. Who looks at the same gets
 * the same events. Where nobody looks, nothing is done. {@link #step()} from one thread, once a second; the rest from any.
 */
public final class DeviceViews {
    private static final String EVENT = "devices";
    /** A stream begins a little after it was asked for. */
    private static final long BEGINNING = 1_500;
    private static final long UNUSED = 10_000;

    private final DeviceActivity activity;
    private final AnswerStreams streams;
    private final LongSupplier millis;
    private final Map<String, View> views = new ConcurrentHashMap<>();

    /**
     * @param most   streams at once
     * @param millis the clock of {@code activity}
     */
    public DeviceViews(DeviceActivity activity, int most, LongSupplier millis) {
        this.activity = activity;
        this.streams = new AnswerStreams(most, "bactrian.page.viewers");
        this.millis = millis;
    }

    /** What somebody looks at. */
    private abstract static class View {
        private volatile long asked;

        private View askedAt(long now) {
            asked = now;
            return this;
        }

        /** Null for nothing. */
        abstract byte[] changes(boolean all, long now);
    }

    private final class Listed extends View {
        private final DeviceQuery query;
        private long since;

        Listed(DeviceQuery query) {
            this.query = query;
        }

        @Override
        byte[] changes(boolean all, long now) {
            DevicePage page = activity.page(query, all ? 0 : since);
            since = now;
            return page.devices().isEmpty() ? null : DeviceActivityJson.page(page);
        }
    }

    private final class Single extends View {
        private final String device;
        private long seen;
        private long answers;
        private long rows;

        Single(String device) {
            this.device = device;
        }

        @Override
        byte[] changes(boolean all, long now) {
            DeviceSnapshot found = activity.device(device, all ? 0 : answers, all ? 0 : rows);
            if (found == null || !all && found.seen() < seen) {
                return null;
            }
            seen = now;
            answers = found.historyWritten();
            rows = found.channelsWritten();
            return DeviceActivityJson.device(found);
        }
    }

    /**
     * The body of a route that begins a stream of what changes of these devices.
     *
     * @throws ApiProblem when there are as many streams as there may be
     */
    Object follow(DeviceQuery query) throws ApiProblem {
        return follow(query.toString(), new Listed(query));
    }

    /**
     * The same of one device.
     *
     * @throws ApiProblem when there are as many streams as there may be
     */
    Object follow(String device) throws ApiProblem {
        return follow("device " + device, new Single(device));
    }

    private Object follow(String name, View view) throws ApiProblem {
        Object stream = streams.follow(name);
        views.compute(name, (same, there) -> (there == null ? view : there).askedAt(millis.getAsLong()));
        return stream;
    }

    /** Sends what has changed to who looks at it. */
    public void step() {
        long now = millis.getAsLong();
        for (String name : views.keySet()) {
            if (streams.isFollowed(name)) {
                View view = views.get(name);
                byte[] changes = view.changes(now - view.asked < BEGINNING, now);
                if (changes != null) {
                    streams.publish(name, EVENT, changes);
                }
            } else {
                views.computeIfPresent(name, (same, view) -> now - view.asked > UNUSED ? null : view);
            }
        }
    }

    /** Streams that are open. */
    public int open() {
        return streams.open();
    }

    /** Streams ended because their readers did not keep up. */
    public long cutOff() {
        return streams.cutOff();
    }
}
