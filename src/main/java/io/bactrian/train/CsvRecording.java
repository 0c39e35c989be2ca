package io.bactrian.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A recording in a UTF-8 CSV file with a header line.
 *
 * @param file      the file
 * @param delimiter what is between two fields
 */
public record CsvRecording(Path file, char delimiter) {
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    /**
     * The first rows of the named columns, in the order named.
     *
     * @param rows how many at most; fewer where the file ends before
     * @throws TrainingException when the file cannot be read, a column is missing or a field is no finite number
     */
    public Recording channels(List<String> names, int rows) {
        return read(names, Set.of(), rows);
    }

    /** The first rows of every column but those ignored, as {@link #channels}. */
    public Recording channelsBut(Set<String> ignored, int rows) {
        return read(List.of(), ignored, rows);
    }

    private Recording read(List<String> names, Set<String> ignored, int rows) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipByteOrderMark(reader);
            try (CSVParser parser = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setHeader()
                    .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                    .setSkipHeaderRecord(true).setTrim(true).get().parse(reader)) {
                List<String> header = parser.getHeaderNames();
                List<String> chosen = names.isEmpty()
                        ? header.stream().filter(each -> !ignored.contains(each)).toList()
                        : names;
                requireColumns(chosen, header);
                List<double[]> values = new ArrayList<>();
                for (CSVRecord row : parser) {
                    if (values.size() == rows) {
                        break;
                    }
                    values.add(numbers(row, chosen));
                }
                return new Recording(chosen, values.toArray(double[][]::new));
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new TrainingException(
                    "Cannot read %s: %s. Expected a readable UTF-8 CSV file with a header line".formatted(file, e), e);
        }
    }

    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private void requireColumns(List<String> chosen, List<String> header) {
        for (String name : chosen) {
            if (!header.contains(name)) {
                throw new TrainingException(
                        "%s has no column '%s', its header (delimiter '%s') has %s: correct --channels or --delimiter"
                                .formatted(file, name, delimiter, header));
            }
        }
    }

    private double[] numbers(CSVRecord row, List<String> names) {
        double[] numbers = new double[names.size()];
        for (int c = 0; c < numbers.length; c++) {
            String text = row.isSet(names.get(c)) ? row.get(names.get(c)) : "";
            numbers[c] = number(text);
            if (!Double.isFinite(numbers[c])) {
                throw new TrainingException(
                        "%s, row %d, column '%s' is '%s', expected a finite number: correct the row or --delimiter, or leave the column out with --ignore"
                                .formatted(file, row.getRecordNumber(), names.get(c), text));
            }
        }
        return numbers;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
