package io.bactrian.follow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of one message, step by step. It goes with the message from thread to thread and is read meanwhile; bounded in steps and
 * bytes. Guarded by its {@link TrailStore}; any thread, nothing waits for more than that.
 */
public final class Trail {
    static final int MOST_STEPS = 64;
    static final int MOST_DETAILS = 8192;
    static final int BYTES = 1024;
    private static final String CUT = "{\"cut\":true}";
    private static final String NOT_DELIVERED = "kafka-failed";

    /** How the message fares. */
    public enum State {
        UNDER_WAY, ANSWERED, EXPIRED, REFUSED, FAILED, SET_ASIDE;

        /** {@code set-aside}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final TrailStore store;
    private final String key;
    private final String device;
    private final long arrival;
    private final Instant received;
    private final List<TrailStep> steps = new ArrayList<>();
    private String message;
    private State state = State.UNDER_WAY;
    private String record;
    private String stored;
    private boolean aside;
    private int running;
    private int bytes = BYTES;

    Trail(TrailStore store, String key, String device, long arrival, Instant received) {
        this.store = store;
        this.key = key;
        this.device = device;
        this.arrival = arrival;
        this.received = received;
    }

    /** Its own name, which no other trail has, also after a restart. */
    public String key() {
        return key;
    }

    public String device() {
        return device;
    }

    long arrival() {
        return arrival;
    }

    /** When the message arrived, by the wall clock. */
    public Instant received() {
        return received;
    }

    /** The message's id; null before it is known. */
    public String message() {
        synchronized (store) {
            return message;
        }
    }

    public State state() {
        synchronized (store) {
            return state;
        }
    }

    /** Whether more is to come: the message is on its way, waits to be tried again, or its record waits for Kafka. */
    public boolean isOpen() {
        synchronized (store) {
            return running > 0 || aside || record != null;
        }
    }

    public List<TrailStep> steps() {
        synchronized (store) {
            return List.copyOf(steps);
        }
    }

    /** The message has that id. */
    public void named(String id) {
        synchronized (store) {
            message = id;
        }
    }

    /** @param details a JSON object; one that is too long is left out */
    public void add(String step, String details) {
        addAt(System.nanoTime(), step, details);
    }

    /** @param nanoTime a {@link System#nanoTime()} */
    public void addAt(long nanoTime, String step, String details) {
        TrailStep next = new TrailStep(step, nanoTime - arrival, Thread.currentThread().getName(),
                details.length() > MOST_DETAILS ? CUT : details);
        synchronized (store) {
            if (steps.size() < MOST_STEPS) {
                steps.add(next);
                bytes += next.bytes();
                store.changed(this, next.bytes());
            }
        }
    }

    public void add(String step, State now, String details) {
        synchronized (store) {
            state = now;
            add(step, details);
        }
    }

    /** An exchange carries the message. */
    public void begun() {
        synchronized (store) {
            running++;
            state = aside ? State.UNDER_WAY : state;
            aside = false;
            store.counted(this);
        }
    }

    /** That exchange has come to its end; a record that is not on the disk by then is not kept. */
    public void ended() {
        synchronized (store) {
            running--;
            if (record != null && stored == null) {
                store.forget(record, this);
                record = null;
                add("dropped", "{}");
            }
            store.counted(this);
        }
    }

    /** The message waits to be tried again. */
    public void setAside(String details) {
        synchronized (store) {
            aside = true;
            add("set-aside", State.SET_ASIDE, details);
            store.counted(this);
        }
    }

    /** A record of the message, with that id, is about to be stored for Kafka. */
    public void awaitRecord(String id) {
        synchronized (store) {
            record = id;
            stored = null;
            store.await(id, this);
        }
    }

    /** It is on the disk, in that spool; said once a spool, as a message that repeats this one's id has the same record. */
    void stored(String spool, String details) {
        synchronized (store) {
            if (!spool.equals(stored)) {
                stored = spool;
                add("stored", details);
            }
        }
    }

    /** Kafka did not take it. */
    void notDelivered(String details) {
        add(NOT_DELIVERED, details);
    }

    /** What is stored in that spool waits behind records that Kafka did not take; said once, also where the record was among them. */
    void held(String spool, String details) {
        synchronized (store) {
            TrailStep last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            boolean said = last != null && last.name().equals(NOT_DELIVERED) && last.details().equals(details);
            if (record != null && spool.equals(stored) && !said) {
                notDelivered(details);
            }
        }
    }

    /** Kafka has it. */
    void delivered(String details) {
        synchronized (store) {
            record = null;
            add("kafka", details);
            store.counted(this);
        }
    }

    /** A record with the same id follows: Kafka's answer will be taken for that one's. */
    void repeated() {
        synchronized (store) {
            record = null;
            add("repeated", "{}");
            store.counted(this);
        }
    }

    /** Guarded by the store. */
    String record() {
        return record;
    }

    int bytes() {
        return bytes;
    }
}
