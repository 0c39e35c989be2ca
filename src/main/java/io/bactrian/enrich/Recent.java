package io.bactrian.enrich;

import java.util.LinkedHashMap;
import java.util.Map;

/** By device, for a bounded number of devices; the one not seen for longest goes first. Not thread-safe. */
final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    Recent(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
    }
}
