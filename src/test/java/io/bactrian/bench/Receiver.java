package io.bactrian.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Takes the answers, QoS 1, and notes each in the ledger; acknowledges all that one read brought in one write. */
final class Receiver implements AutoCloseable {
    private static final byte[] ID = "\"id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "\"error\":".getBytes(StandardCharsets.US_ASCII);
    private final Link link;
    private final Ledger ledger;

    Receiver(int port, String filter, Ledger ledger) throws IOException {
        this.link = new Link(port, "bench-receiver");
        this.ledger = ledger;
        link.subscribe(filter);
    }

    void start() {
        var thread = new Thread(this::receive, "answers");
        thread.setDaemon(true);
        thread.start();
    }

    private void receive() {
        try {
            do {
                while (link.in.next()) {
                    if (link.in.type() == PacketReader.PUBLISH) {
                        note(link.in);
                    }
                }
                ledger.wake();
                link.out.flush();
            } while (link.in.read());
        } catch (IOException e) {
            System.err.println("The receiver's connection is gone: " + e.getMessage());
        }
    }

    private void note(PacketReader packet) {
        int at = 2 + packet.shortAt(0);
        if (packet.qos() > 0) {
            link.out.puback(packet.shortAt(at));
        }
        int id = packet.behind(ID, at);
        if (id < 0) {
            System.err.println("An answer without an id");
            return;
        }
        long sequence = 0;
        for (int i = id; i < packet.length() && packet.byteAt(i) != '"'; i++) {
            sequence = sequence * 10 + packet.byteAt(i) - '0';
        }
        ledger.answer(sequence, System.nanoTime(), packet.behind(ERROR, id) >= 0);
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
