package io.bactrian.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the last births said of their metrics' aliases and types, in memory; the birth not used for longest is forgotten first. Any thread. */
final class SparkplugBirths {
    private final Map<String, Birth> births = new LinkedHashMap<>(16, 0.75f, true);
    private final long mostBytes;
    private long bytes;

    /** @param mostBytes of the birth messages together */
    SparkplugBirths(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** @param types by name */
    record Birth(Map<Long, String> names, Map<String, Integer> types, int bytes) {
        static final Birth NONE = new Birth(Map.of(), Map.of(), 0);
    }

    synchronized void put(String source, Birth birth) {
        remove(source);
        births.put(source, birth);
        bytes += birth.bytes();
        while (bytes > mostBytes && births.size() > 1) {
            remove(births.keySet().iterator().next());
        }
    }

    synchronized void remove(String source) {
        Birth removed = births.remove(source);
        bytes -= removed == null ? 0 : removed.bytes();
    }

    /** {@link Birth#NONE} where none is known. */
    synchronized Birth of(String source) {
        Birth birth = births.get(source);
        return birth == null ? Birth.NONE : birth;
    }
}
