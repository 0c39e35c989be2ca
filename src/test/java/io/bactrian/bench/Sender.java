package io.bactrian.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Publishes the fleet's messages, QoS 1; a thread of its own counts the broker's acknowledgements. */
final class Sender implements AutoCloseable {
    private static final int PACKET_IDS = 60_000;
    private final Link link;
    private final Fleet fleet;
    private final Ledger ledger;
    private final AtomicLong acknowledged = new AtomicLong();

    Sender(int port, Fleet fleet, Ledger ledger) throws IOException {
        this.link = new Link(port, "bench-sender");
        this.fleet = fleet;
        this.ledger = ledger;
    }

    void start() {
        var thread = new Thread(this::countAcknowledgements, "acknowledgements");
        thread.setDaemon(true);
        thread.start();
    }

    /** Open loop: a message is due every 1/rate seconds, whatever became of those before it. */
    void pace(int rate, long count) throws IOException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
        for (long i = 0; i < count;) {
            long due = start + i * TimeUnit.SECONDS.toNanos(1) / rate;
            long wait = due - System.nanoTime();
            if (wait > 0) {
                link.out.flush();
                LockSupport.parkNanos(this, wait);
            } else {
                send(due);
                i++;
            }
        }
        link.out.flush();
    }

    /** Closed loop: never more than {@code limit} unanswered; ends after {@code count} messages or when the time is up. */
    void saturate(long limit, long count, long untilNanos) throws IOException {
        long left = count;
        while (left > 0 && System.nanoTime() < untilNanos) {
            long room = Math.min(left, ledger.room(limit, Math.max(1, limit / 32), untilNanos));
            long now = System.nanoTime();
            for (long i = 0; i < room; i++) {
                send(now);
            }
            link.out.flush();
            left -= Math.max(room, 0);
        }
    }

    long unacknowledged() {
        return ledger.sent() - acknowledged.get();
    }

    private void send(long due) throws IOException {
        if (unacknowledged() >= PACKET_IDS) {
            throw new IOException("The broker has left " + PACKET_IDS + " messages unacknowledged");
        }
        long sequence = ledger.send(due);
        int at = link.out.publish((int) (sequence % PACKET_IDS) + 1, fleet.topic(sequence), fleet.payload(sequence));
        link.out.number(at + Fleet.ID_AT, Fleet.ID_DIGITS, sequence);
        link.out.number(at + Fleet.TIME_AT, Fleet.TIME_DIGITS, System.currentTimeMillis());
        link.out.flushIfLarge();
    }

    private void countAcknowledgements() {
        try {
            do {
                while (link.in.next()) {
                    if (link.in.type() == PacketReader.PUBACK) {
                        acknowledged.incrementAndGet();
                    }
                }
            } while (link.in.read());
        } catch (IOException e) {
            System.err.println("The sender's connection is gone: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
