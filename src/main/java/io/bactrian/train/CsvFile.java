package io.bactrian.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * A UTF-8 CSV file with a header line.
 *
 * @param file      the file
 * @param delimiter what is between two fields
 */
record CsvFile(Path file, char delimiter) implements RowFile {
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    @Override
    public void read(Consumer<Row> taker, Console console) {
        try (FileChannel channel = FileChannel.open(file);
                BufferedReader reader = new BufferedReader(
                        Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), -1))) {
            Console.Work reading = console.begin("Reading bytes", channel.size());
            skipByteOrderMark(reader);
            try (CSVParser parser = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).setHeader()
                    .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                    .setSkipHeaderRecord(true).setTrim(true).get().parse(reader)) {
                List<String> header = parser.getHeaderNames();
                for (CSVRecord row : parser) {
                    reading.at(channel.position());
                    taker.accept(new CsvRow(header, row));
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new TrainingException(
                    "Cannot read %s: %s. Expected a readable UTF-8 CSV file with a header line".formatted(file, e), e);
        }
    }

    @Override
    public String remedy() {
        return "--delimiter (now '%s')".formatted(delimiter);
    }

    static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private record CsvRow(List<String> columns, CSVRecord row) implements Row {
        @Override
        public String place() {
            return "row " + row.getRecordNumber();
        }

        @Override
        public String text(String column) {
            String text = row.isSet(column) ? row.get(column) : "";
            return text.isEmpty() ? null : text;
        }

        @Override
        public double number(String column) {
            try {
                String text = text(column);
                return text == null ? Double.NaN : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }

        @Override
        public String id() {
            return null;
        }
    }
}
