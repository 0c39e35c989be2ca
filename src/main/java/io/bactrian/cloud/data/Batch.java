package io.bactrian.cloud.data;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.bactrian.cloud.data.Index.Place;

/**
 * Records that are added together.
 *
 * @param items  what each becomes
 * @param places up to where topics are read with them
 * @param now    when they came
 */
record Batch(List<Item> items, Map<Place, Long> places, Instant now) {
    /**
     * What a record becomes.
     *
     * @param line   to be written; null for none
     * @param labels to be taken
     */
    record Item(Incoming source, Parsed line, List<Label> labels) {
        Item rejected(String reason, Instant now) {
            return new Item(source, IncomingReader.rejected(source, reason, now), labels);
        }
    }

    static Batch of(List<Incoming> records, Instant now) {
        List<Item> items = new ArrayList<>(records.size());
        Map<Place, Long> places = new HashMap<>();
        for (Incoming record : records) {
            items.add(item(record, now));
            Incoming.Origin origin = record.origin();
            places.merge(new Place(origin.topic(), origin.partition()), origin.offset() + 1, Math::max);
        }
        return new Batch(items, places, now);
    }

    private static Item item(Incoming record, Instant now) {
        if (record.kind() == Kind.LABEL) {
            return labels(record, now);
        }
        try {
            return new Item(record, IncomingReader.read(record, now), List.of());
        } catch (UnreadableException e) {
            return new Item(record, IncomingReader.rejected(record, e.getMessage(), now), List.of());
        }
    }

    /** Of a list those are taken that can be read; for the others the whole record is kept apart. */
    private static Item labels(Incoming record, Instant now) {
        try {
            byte[] value = record.value() == null ? new byte[0] : record.value();
            Instant said = record.origin().at().isAfter(now) ? now : record.origin().at();
            LabelReader.Document document = LabelReader.read(value, said);
            Item item = new Item(record, null, List.copyOf(document.labels().values()));
            return document.problems().isEmpty() ? item : item.rejected("labels by their places: " + document.problems(), now);
        } catch (IOException e) {
            return new Item(record, null, List.of()).rejected(e.getMessage(), now);
        }
    }
}
