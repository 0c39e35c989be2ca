package io.bactrian.cloud.data;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Counts the samples of a model that have a label, without their files. One thread. */
final class Counting {
    private final Sql sql;
    private final List<String> trust;

    Counting(Sql sql, List<String> trust) {
        this.sql = sql;
        this.trust = trust;
    }

    /** Those where the sample or its label came after {@code since}. */
    long labelled(long stream, Instant since) throws SQLException {
        if (sql.number(0, "SELECT EXISTS (SELECT 1 FROM label) + EXISTS (SELECT 1 FROM span)") == 0) {
            return 0;
        }
        long after = Times.millis(since);
        LabelJoin labels = new LabelJoin(sql, trust);
        Scan scan = new Scan(sql, stream, Long.MIN_VALUE, Long.MAX_VALUE);
        String device = null;
        long count = 0;
        for (Scan.Row row = scan.next(); row != null; row = scan.next()) {
            if (!row.device().equals(device)) {
                device = row.device();
                labels.device(device);
            }
            LabelJoin.Said said = labels.of(device, row.id(), row.at());
            if (said != null && Math.max(said.received(), row.received()) > after) {
                count++;
            }
        }
        return count;
    }
}
