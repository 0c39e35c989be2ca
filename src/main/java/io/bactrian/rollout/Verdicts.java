package io.bactrian.rollout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.bactrian.model.VersionFiles;

/** What is remembered of versions' contents that are not in use; the latest so many. */
final class Verdicts {
    static final int MOST = 200;

    /**
     * @param settled    whether it is not tried again by itself
     * @param reason     why, in a sentence; null where nothing is remembered
     * @param comparison what its shadow found, or null
     */
    record Verdict(VersionFiles.Content content, State state, boolean settled, String reason, ComparisonResult comparison) {
        Verdict {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(state, "state");
        }

        boolean rejected() {
            return state == State.REJECTED;
        }

        /** Whether it may not answer unless an operator promotes it. */
        boolean bad() {
            return rejected() || state == State.ROLLED_BACK;
        }
    }

    private final Map<VersionFiles.Content, Verdict> all = new LinkedHashMap<>();

    Verdicts(List<Verdict> before) {
        before.forEach(this::put);
    }

    void put(Verdict verdict) {
        all.remove(verdict.content());
        all.put(verdict.content(), verdict);
        if (all.size() > MOST) {
            Iterator<VersionFiles.Content> oldest = all.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void forget(VersionFiles.Content content) {
        all.remove(content);
    }

    /** Idle and without a reason where nothing is remembered. */
    Verdict of(VersionFiles.Content content) {
        Verdict verdict = all.get(content);
        return verdict == null ? new Verdict(content, State.IDLE, false, null, null) : verdict;
    }

    List<Verdict> all() {
        return List.copyOf(all.values());
    }
}
