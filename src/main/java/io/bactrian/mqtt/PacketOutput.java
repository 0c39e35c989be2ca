package io.bactrian.mqtt;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends several packets in one system call. Paho flushes after each packet; a flush is put off only while more of our packets are known to
 * stand in Paho's queue: {@code queued} counts PUBLISH and PUBACK after Paho has taken them, so {@code queued > written} proves that
 * another write comes at once (the publish window sees to it that Paho never holds one back). Any other packet is sent at once, with what
 * waited before it. One thread writes.
 */
final class PacketOutput extends OutputStream {
    private static final int PUBLISH = 3;
    private static final int PUBACK = 4;

    private final OutputStream socket;
    private final CountDownLatch connectSent;
    private final AtomicLong queued;
    private final byte[] buffer = new byte[16_384];
    private int size;
    private long written;
    private boolean inPacket;
    private boolean ours;

    PacketOutput(OutputStream socket, CountDownLatch connectSent, AtomicLong queued) {
        this.socket = socket;
        this.connectSent = connectSent;
        this.queued = queued;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        connectSent.countDown();
        if (!inPacket) {
            inPacket = true;
            int type = (from[offset] & 0xff) >> 4;
            ours = type == PUBLISH || type == PUBACK;
        }
        if (size + length > buffer.length) {
            send();
        }
        if (length > buffer.length) {
            socket.write(from, offset, length);
        } else {
            System.arraycopy(from, offset, buffer, size, length);
            size += length;
        }
    }

    @Override
    public void flush() throws IOException {
        if (inPacket) {
            inPacket = false;
            if (ours && queued.get() > ++written) {
                return;
            }
        }
        send();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void send() throws IOException {
        if (size > 0) {
            int n = size;
            size = 0;
            socket.write(buffer, 0, n);
        }
    }
}
