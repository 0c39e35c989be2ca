package io.bactrian.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.bactrian.kit.RawConnection.Fate;

/**
 * What becomes of the hostile device's messages. One that the broker has acknowledged is owed an end: an answer, a dead letter or a sample
 * that has its name. Any thread.
 */
final class HostileBooks {
    private static final Pattern NAME = Pattern.compile("hostile-\\d+");
    private static final int LOOKED_AT = 200;
    private static final int SHOWN = 10;

    private enum Debt {
        /** Not yet acknowledged by the broker. */
        ON_ITS_WAY, OWED
    }

    private record Entry(HostileAction action, Debt debt) {
    }

    private final Map<String, Entry> open = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong forgotten = new AtomicLong();

    /** The name of the next message. */
    String name() {
        return "hostile-" + names.incrementAndGet();
    }

    void sends(String name, HostileAction action) {
        open.put(name, new Entry(action, Debt.ON_ITS_WAY));
    }

    /** What the broker made of it: what it refused, or was cut off from, it owes nobody. */
    void heard(String name, Fate fate) {
        switch (fate) {
            case ACKNOWLEDGED -> open.computeIfPresent(name, (key, entry) -> new Entry(entry.action, Debt.OWED));
            case REFUSED -> strike(name, refused);
            case CUT_OFF -> strike(name, cutOff);
        }
    }

    private void strike(String name, AtomicLong counter) {
        if (open.remove(name) != null) {
            counter.incrementAndGet();
        }
    }

    /** An answer, a dead letter or a sample that begins like this came. */
    void settles(byte[] payload) {
        var beginning = new String(payload, 0, Math.min(payload.length, LOOKED_AT), ISO_8859_1);
        var name = NAME.matcher(beginning);
        if (name.find()) {
            settles(name.group());
        }
    }

    void settles(String name) {
        if (name != null) {
            strike(name, settled);
        }
    }

    /** The broker was killed: it may have forgotten whatever is open. */
    void brokerKilled() {
        open.keySet().forEach(name -> strike(name, forgotten));
    }

    /** Messages that the broker acknowledged and nobody has heard of since. */
    long owed() {
        return open.values().stream().filter(entry -> entry.debt == Debt.OWED).count();
    }

    /** Some of them, with what they were. */
    List<String> someOwed() {
        return open.entrySet().stream().filter(each -> each.getValue().debt == Debt.OWED)
                .map(each -> each.getKey() + " " + each.getValue().action).sorted().limit(SHOWN).toList();
    }

    @Override
    public String toString() {
        return "%d messages that must end somewhere, %d did, %d refused by the broker, %d cut off, %d open when the broker was killed, %d owed %s"
                .formatted(names.get(), settled.get(), refused.get(), cutOff.get(), forgotten.get(), owed(), someOwed());
    }
}
