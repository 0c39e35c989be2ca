package io.bactrian.cloud.data;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what is said of each of a device's messages. Samples are asked for in order of device and time. One thread. */
final class LabelJoin {
    private final Sql sql;
    private final List<String> trust;
    private final boolean messages;
    private final boolean spans;
    private final List<Span> active = new ArrayList<>();
    private List<Span> coming = List.of();
    private int next;

    /** @param trust sources whose word goes first, the most trusted first */
    LabelJoin(Sql sql, List<String> trust) throws SQLException {
        this.sql = sql;
        this.trust = trust;
        this.messages = sql.number(0, "SELECT EXISTS (SELECT 1 FROM label)") == 1;
        this.spans = sql.number(0, "SELECT EXISTS (SELECT 1 FROM span)") == 1;
    }

    /** What a source says; label null and value NaN where it has taken it back. Times in epoch ms. */
    record Said(String by, String label, double value, long at, long received) {
        private boolean nothing() {
            return label == null && Double.isNaN(value);
        }
    }

    private record Span(long start, long stop, Said said) {
    }

    /** From now on it is about messages of this device. */
    void device(String device) throws SQLException {
        active.clear();
        next = 0;
        coming = spans
                ? sql.list(row -> new Span(row.getLong(6), row.getLong(7), said(row)),
                        "SELECT source, label, value, at, received, start, stop FROM span WHERE device = ? ORDER BY start, stop",
                        device)
                : List.of();
    }

    /** Null where nobody says anything. */
    Said of(String device, String id, long at) throws SQLException {
        for (; next < coming.size() && coming.get(next).start <= at; next++) {
            active.add(coming.get(next));
        }
        active.removeIf(span -> span.stop <= at);
        List<Said> exact = messages
                ? sql.list(LabelJoin::said, "SELECT source, label, value, at, received FROM label WHERE id = ? "
                        + "AND (device = ? OR device = '') ORDER BY device", id, device)
                : List.of();
        if (active.isEmpty() && exact.isEmpty()) {
            return null;
        }
        Map<String, Said> last = new HashMap<>();
        active.forEach(span -> last.merge(span.said.by, span.said, LabelJoin::later));
        exact.forEach(said -> last.merge(said.by, said, LabelJoin::later));
        return last.values().stream().filter(said -> !said.nothing()).min(this::compare).orElse(null);
    }

    /** Of one source the last word counts; at the same time that of the message before that of a range. */
    private static Said later(Said before, Said other) {
        return other.at >= before.at ? other : before;
    }

    private int compare(Said a, Said b) {
        int byTrust = Integer.compare(rank(a.by), rank(b.by));
        int byTime = Long.compare(b.at, a.at);
        return byTrust != 0 ? byTrust : byTime != 0 ? byTime : a.by.compareTo(b.by);
    }

    private int rank(String by) {
        int place = trust.indexOf(by);
        return place < 0 ? trust.size() : place;
    }

    private static Said said(ResultSet row) throws SQLException {
        double value = row.getDouble(3);
        boolean none = row.wasNull();
        return new Said(row.getString(1), row.getString(2), none ? Double.NaN : value, row.getLong(4), row.getLong(5));
    }
}
