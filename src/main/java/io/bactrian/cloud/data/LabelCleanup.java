package io.bactrian.cloud.data;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/**
 * Deletes labels that are as old as samples may become, and are of none that is there, once a day. A few at a time, so that nobody waits
 * long. One thread.
 */
final class LabelCleanup {
    private static final int PAGE = 1000;

    private final DataSettings settings;
    private final Writer writer;
    private final Clock clock;
    private long day = Long.MIN_VALUE;

    LabelCleanup(DataSettings settings, Writer writer, Clock clock) {
        this.settings = settings;
        this.writer = writer;
        this.clock = clock;
    }

    private record Place(String id, String device, String source, boolean goes) {
    }

    void step() throws IOException {
        long today = Times.today(clock);
        if (today == day) {
            return;
        }
        long before = clock.millis() - settings.maxAge().toMillis();
        Place last = new Place("", "", "", false);
        while (last != null) {
            Place from = last;
            last = writer.transaction(index -> messages(index.sql(), from, before));
        }
        writer.transaction(index -> index.sql().update("DELETE FROM span WHERE received < ? AND stop < ?", before, before));
        day = today;
    }

    /** Looks at a page; returns its last, or null where there is no more. */
    private static Place messages(Sql sql, Place from, long before) throws SQLException {
        List<Place> page = sql.list(
                row -> new Place(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)),
                "SELECT id, device, source, received < ? AND NOT EXISTS (SELECT 1 FROM record WHERE record.id = label.id "
                        + "AND (label.device = '' OR record.device = label.device)) FROM label "
                        + "WHERE (id, device, source) > (?, ?, ?) ORDER BY id, device, source LIMIT " + PAGE,
                before, from.id, from.device, from.source);
        for (Place place : page) {
            if (place.goes) {
                sql.update("DELETE FROM label WHERE id = ? AND device = ? AND source = ?", place.id, place.device,
                        place.source);
            }
        }
        return page.isEmpty() ? null : page.get(page.size() - 1);
    }
}
