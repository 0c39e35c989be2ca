package io.bactrian.cloud.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads a data set, which a service may be writing meanwhile, as JSON lines that {@code train --data} reads: each sample as it came, with
 * {@code collected} and, where somebody says something of it, {@code label}, {@code value}, {@code labelledBy} and {@code labelledAt} in
 * front. One thread.
 */
public final class DataExport {
    private final Folder folder;
    private final StoredDataReader reader;

    /**
     * @param dir   the folder {@code data} of {@code bactrian.cloud.dir}
     * @param trust sources of labels whose word goes first, the most trusted first
     * @throws NoSuchFileException where there is no data set
     */
    public DataExport(Path dir, List<String> trust) throws IOException {
        folder = new Folder(dir);
        if (!Files.isRegularFile(folder.index())) {
            throw new NoSuchFileException(folder.index().toString());
        }
        reader = new StoredDataReader(folder, trust);
    }

    /** What is to be written: samples with a time from {@code from} up to but without {@code to}. */
    public record Selection(String model, Instant from, Instant to, boolean labelled) {
    }

    public List<String> models() throws IOException {
        return reader.models();
    }

    /** Samples of the model, whatever their time. */
    public long samples(String model) throws IOException {
        return reader.counts(model, since -> 0).samples();
    }

    /**
     * @param looked told after each sample that was looked at how many these were
     * @return lines that were written
     */
    public long write(Selection selection, OutputStream out, LongConsumer looked) throws IOException {
        long written = 0;
        long seen = 0;
        try (SampleRows rows = reader.lines(Kind.SAMPLE, selection.model, selection.from, selection.to)) {
            while (rows != null && rows.hasNext()) {
                SampleRows.Line line = rows.next();
                if (!selection.labelled || line.said() != null) {
                    write(line, out);
                    written++;
                }
                looked.accept(++seen);
            }
            return written;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(SampleRows.Line line, OutputStream out) throws IOException {
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        LabelJoin.Said label = line.said();
        if (label != null) {
            if (label.label() != null) {
                said.put("label", label.label());
            }
            if (!Double.isNaN(label.value())) {
                said.put("value", label.value());
            }
            said.put("labelledBy", label.by()).put("labelledAt", Instant.ofEpochMilli(label.at()).toString());
        }
        byte[] text = line.text();
        if (said.isEmpty()) {
            out.write(text);
            return;
        }
        String members = said.toString();
        out.write(members.substring(0, members.length() - 1).getBytes(StandardCharsets.UTF_8));
        out.write(',');
        out.write(text, 1, text.length - 1);
    }
}
