package io.bactrian.cloud.data;

import java.sql.SQLException;

/** Labels in the index, within the transaction of whoever calls. One thread at a time. */
record LabelStore(Sql sql) {
    /** Of one device; more would make reading slow. */
    static final int MOST_SPANS = 10_000;

    long count() throws SQLException {
        return sql.number(0, "SELECT sum(labels) FROM total");
    }

    /**
     * Takes the label, unless its source has said something later of the same.
     *
     * @param most labels that there may be
     * @return why it was refused; null where it was taken
     */
    String take(Label label, long received, long most) throws SQLException {
        return label.id() != null ? message(label, received, most) : span(label, received, most);
    }

    private String message(Label label, long received, long most) throws SQLException {
        String device = label.device() == null ? "" : label.device();
        boolean known = sql.number(-1, "SELECT at FROM label WHERE id = ? AND device = ? AND source = ?", label.id(), device,
                label.by()) != -1;
        if (!known && count() >= most) {
            return full();
        }
        sql.update("INSERT INTO label(id, device, source, label, value, at, received) VALUES (?, ?, ?, ?, ?, ?, ?) "
                + "ON CONFLICT DO UPDATE SET label = excluded.label, value = excluded.value, at = excluded.at, "
                + "received = excluded.received WHERE excluded.at >= at", label.id(), device, label.by(), label.label(),
                value(label),
                label.at().toEpochMilli(), received);
        return null;
    }

    private String span(Label label, long received, long most) throws SQLException {
        long start = label.from().toEpochMilli();
        long stop = label.to().toEpochMilli();
        boolean known = sql.number(-1, "SELECT at FROM span WHERE device = ? AND start = ? AND stop = ? AND source = ?",
                label.device(), start, stop, label.by()) != -1;
        if (!known && count() >= most) {
            return full();
        }
        if (!known && sql.number(0, "SELECT count(*) FROM span WHERE device = ?", label.device()) >= MOST_SPANS) {
            return "device " + label.device() + " has " + MOST_SPANS
                    + " ranges with a label already, the most that a device may have; expected fewer and longer ranges, or labels of messages";
        }
        sql.update("INSERT INTO span(device, start, stop, source, label, value, at, received) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                + "ON CONFLICT DO UPDATE SET label = excluded.label, value = excluded.value, at = excluded.at, "
                + "received = excluded.received WHERE excluded.at >= at", label.device(), start, stop, label.by(),
                label.label(),
                value(label), label.at().toEpochMilli(), received);
        return null;
    }

    private static Double value(Label label) {
        return Double.isNaN(label.value()) ? null : label.value();
    }

    private static String full() {
        return "there are as many labels as there may be; raise bactrian.cloud.data.max-labels";
    }
}
