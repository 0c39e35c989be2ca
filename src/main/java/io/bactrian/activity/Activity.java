package io.bactrian.activity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

import io.bactrian.activity.DeviceSnapshot.Anomaly;
import io.bactrian.activity.DeviceSnapshot.Refusal;
import io.bactrian.activity.DeviceSnapshot.State;
import io.bactrian.enrich.DeviceProfile;
import io.bactrian.enrich.Enriched;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Task;
import io.bactrian.telemetry.BadInput;
import io.bactrian.text.Excerpt;

/**
 * What one device said lately. Any thread, without a lock: a sequence number is odd while one thread writes, and a reader takes only what
 * was the same before and after. Of two messages of a device that are answered at the very same time, one is counted and not kept.
 */
final class Activity {
    private static final VarHandle SEQUENCE = handle("sequence");
    private static final VarHandle ANSWERS = handle("answers");
    private static final VarHandle ERRORS = handle("errors");
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_CONTRIBUTIONS = 1_000;

    private final String device;
    private final ScoreHistory history;
    private volatile long sequence;
    private volatile long answers;
    private volatile long errors;
    private volatile ChannelHistory channels;
    private volatile long watchedUntil;
    private long seen;
    private State state = State.WARMING;
    private DeviceProfile profile;
    private Manifest model;
    private int need;
    private String normal;
    private boolean anomalous;
    private int have;
    private String label;
    private double score = Double.NaN;
    private List<String> outOfRange = List.of();
    private Refusal refusal;
    private long anomalyAt;
    private String anomalyLabel;
    private double anomalyScore;
    private Manifest.Why why;
    private double[] contributions;

    /** @param history null where there is no memory for one */
    Activity(String device, ScoreHistory history, long now) {
        this.device = device;
        this.history = history;
        this.seen = now;
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Activity.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private boolean begin() {
        long even = sequence;
        return (even & 1) == 0 && SEQUENCE.compareAndSet(this, even, even + 1);
    }

    private void end() {
        SEQUENCE.setRelease(this, sequence + 1);
    }

    void answered(Enriched input, ModelOutput output, long now) {
        ANSWERS.getAndAdd(this, 1L);
        String said = output.label();
        double scored = output.score();
        if (begin()) {
            try {
                came(State.ANSWERED, input, output.model(), now);
                label = said == null ? null : Excerpt.of(said, ScoreHistory.LONGEST_LABEL);
                score = scored;
                if (history != null) {
                    history.add(now, scored, label);
                }
                anomalous = model.task() == Task.ANOMALY && said != null && !said.equals(normal);
                if (anomalous || model.task() != Task.ANOMALY && model.why() != null) {
                    keepAnomaly(output, now);
                }
            } finally {
                end();
            }
        }
    }

    void warming(Enriched input, Manifest answering, long now) {
        if (begin()) {
            try {
                came(State.WARMING, input, answering, now);
            } finally {
                end();
            }
        }
    }

    void refused(BadInput cause, long now) {
        ERRORS.getAndAdd(this, 1L);
        Refusal last = new Refusal(now, cause.code(), Excerpt.of(cause.getMessage(), LONGEST_TEXT));
        if (begin()) {
            seen = now;
            state = State.REFUSED;
            refusal = last;
            end();
        }
    }

    private void came(State what, Enriched input, Manifest answering, long now) {
        seen = now;
        state = what;
        profile = input.profile();
        have = input.have();
        outOfRange = input.outOfRange();
        if (model != answering) {
            model = answering;
            need = answering.window();
            normal = normal(answering);
        }
        ChannelHistory kept = channels;
        if (kept != null) {
            keep(kept, input, answering, now);
        }
    }

    private void keep(ChannelHistory kept, Enriched input, Manifest answering, long now) {
        if (now > watchedUntil) {
            channels = null;
            return;
        }
        if (!kept.isOf(answering)) {
            channels = new ChannelHistory(answering);
        }
        channels.add(now, input.telemetry());
    }

    /** The label of a detector's usual answer; null for none. */
    private static String normal(Manifest model) {
        List<String> labels = model.answer().labels();
        return labels.isEmpty() ? model.answer().classes().get(0L) : labels.get(0);
    }

    private void keepAnomaly(ModelOutput output, long now) {
        anomalyAt = now;
        anomalyLabel = label;
        anomalyScore = score;
        why = output.model().why();
        ModelOutput.Tensor tensor = why == null ? null : output.output(why.output());
        contributions = tensor == null || tensor.values() == null || tensor.length() > MOST_CONTRIBUTIONS
                ? null
                : tensor.values();
    }

    String device() {
        return device;
    }

    boolean hasHistory() {
        return history != null;
    }

    /** May be a message old. */
    long seen() {
        return seen;
    }

    /** May be a message late. */
    boolean isFoundBy(DeviceQuery query) {
        Manifest now = model;
        return query.search().isEmpty() || query.isPartOf(device) || query.isPartOf(label)
                || now != null && query.isPartOf(now.name()) || state.text().equals(query.search());
    }

    /** From now on its channels are kept, until then. */
    void watch(long until) {
        Manifest now = model;
        watchedUntil = until;
        if (channels == null && now != null) {
            channels = new ChannelHistory(now);
        }
    }

    /** Lets go of its channels where nobody looks at it any more. */
    boolean watched(long now) {
        if (channels != null && now > watchedUntil) {
            channels = null;
        }
        return channels != null;
    }

    /** @param what of its history is to be in it */
    DeviceSnapshot snapshot(Extent what) {
        while (true) {
            long before = (long) SEQUENCE.getAcquire(this);
            if ((before & 1) == 0) {
                DeviceSnapshot snapshot = copy(what);
                VarHandle.acquireFence();
                if (sequence == before) {
                    return snapshot;
                }
            }
            Thread.onSpinWait();
        }
    }

    private DeviceSnapshot copy(Extent what) {
        ChannelHistory kept = channels;
        return new DeviceSnapshot(device, seen, state, profile, model, label, score, have, need, anomalous, outOfRange, answers,
                errors,
                refusal,
                anomalyAt == 0 ? null : new Anomaly(anomalyAt, anomalyLabel, anomalyScore, why, contributions),
                history == null ? null : history.points(what.fromAnswer(), what.points()),
                kept == null || !what.channels() ? null : kept.rows(what.fromRow()));
    }
}
