package io.bactrian.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.bactrian.train.Dataset.Series;

/** Sorts a file's records into devices, channels and targets. Used once, by one thread. */
final class TableReader {
    private static final int MOST_LABELS = 100;

    private final RowFile file;
    private final Columns wanted;
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final Set<String> labels = new TreeSet<>();
    private Columns columns;
    private int rows;

    private TableReader(RowFile file, Columns wanted) {
        this.file = file;
        this.wanted = wanted;
    }

    /**
     * All records; labels in alphabetical order, devices in that of their first record.
     *
     * @throws TrainingException naming the file, the record, the column, what was expected and the remedy
     */
    static Dataset read(RowFile file, Columns columns, Console console) {
        TableReader reader = new TableReader(file, columns);
        file.read(reader::take, console);
        return reader.dataset();
    }

    private static final class Device {
        private final List<double[]> rows = new ArrayList<>();
        private final List<Double> numbers = new ArrayList<>();
        private final List<String> labels = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();
    }

    private void take(Row row) {
        if (columns == null) {
            columns = wanted.settled(row);
            requireColumns(row);
        }
        String name = columns.device() == null
                ? ""
                : text(row, new Need(columns.device(), "a device's name", "--device"));
        Device device = devices.computeIfAbsent(name, each -> new Device());
        if (row.id() != null && !device.ids.add(row.id())) {
            return;
        }
        double[] values = new double[columns.channels().size()];
        for (int c = 0; c < values.length; c++) {
            values[c] = number(row,
                    new Need(columns.channels().get(c), "a finite number", "leave the column out with --ignore"));
        }
        target(row, device);
        device.rows.add(values);
        rows++;
    }

    private void target(Row row, Device device) {
        Need need = new Need(columns.target(), columns.kind().expected(), columns.kind().option());
        switch (columns.kind()) {
            case LABEL -> {
                String label = text(row, need);
                device.labels.add(label);
                if (labels.add(label) && labels.size() > MOST_LABELS) {
                    throw new TrainingException(
                            "%s, column '%s' has more than %d labels, the last '%s': expected few; correct --target, or use train regression for a number"
                                    .formatted(file.file(), columns.target(), MOST_LABELS, label));
                }
            }
            case NUMBER -> device.numbers.add(number(row, need));
            case FLAG -> device.numbers.add(switch (text(row, need)) {
                case "0", "0.0", "false", "normal" -> 0.0;
                case "1", "1.0", "true", "anomaly" -> 1.0;
                default -> throw wrong(row, need);
            });
            case NONE -> device.numbers.add(Double.NaN);
        }
    }

    private void requireColumns(Row row) {
        if (columns.channels().isEmpty()) {
            throw new TrainingException(
                    "%s, %s has no channels, only %s: expected values by name; correct --channels, --ignore or %s"
                            .formatted(file.file(), row.place(), row.columns(), file.remedy()));
        }
        requireColumn(row, columns.target(), columns.kind().option());
        requireColumn(row, columns.device(), "--device");
        columns.channels().forEach(each -> requireColumn(row, each, "--channels"));
    }

    private void requireColumn(Row row, String name, String option) {
        if (name != null && row.text(name) == null && !row.columns().contains(name)) {
            throw new TrainingException("%s has no column '%s', %s has %s: correct %s or %s".formatted(file.file(), name,
                    row.place(), row.columns(), option, file.remedy()));
        }
    }

    /** What a column of each row must have. */
    private record Need(String column, String expected, String remedy) {
    }

    private String text(Row row, Need need) {
        String text = row.text(need.column);
        if (text == null || text.isBlank()) {
            throw wrong(row, need);
        }
        return text;
    }

    private double number(Row row, Need need) {
        double number = row.number(need.column);
        if (!Double.isFinite(number)) {
            throw wrong(row, need);
        }
        return number;
    }

    private TrainingException wrong(Row row, Need need) {
        String text = row.text(need.column);
        return new TrainingException("%s, %s, column '%s' is %s, expected %s: correct the row, %s or %s".formatted(file.file(),
                row.place(), need.column, text == null ? "missing" : "'" + text + "'", need.expected, need.remedy,
                file.remedy()));
    }

    private Dataset dataset() {
        if (rows == 0) {
            throw new TrainingException("%s has no rows: expected at least one".formatted(file.file()));
        }
        List<String> places = List.copyOf(labels);
        List<Series> series = new ArrayList<>();
        devices.forEach((name, device) -> series.add(new Series(name, device.rows.toArray(double[][]::new),
                columns.kind() == Columns.Target.LABEL
                        ? device.labels.stream().mapToDouble(places::indexOf).toArray()
                        : device.numbers.stream().mapToDouble(Double::doubleValue).toArray())));
        return new Dataset(columns.channels(),
                columns.kind() == Columns.Target.FLAG ? HotellingFit.LABELS : places, series);
    }
}
