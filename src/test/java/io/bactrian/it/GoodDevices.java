package io.bactrian.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.bactrian.kit.Device;
import io.bactrian.kit.Ledger;
import io.bactrian.kit.Rows;

/** Devices that do as they should, each at a steady rate, on a thread of their own. Every second one asks for a Response Topic. */
final class GoodDevices implements AutoCloseable {
    private static final String NAME = "good-";

    private final List<Device> devices;
    private final Ledger ledger;
    private final int perSecond;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread = new Thread(this::send, "good-devices");
    private volatile boolean over;
    private long sentAgain;

    /** @param eachPerSecond messages of one device */
    GoodDevices(int count, int eachPerSecond, String url, Ledger ledger) {
        this.ledger = ledger;
        perSecond = count * eachPerSecond;
        var rows = Rows.normal();
        devices = IntStream.range(0, count)
                .mapToObj(i -> new Device(NAME + i, i % 2 == 0 ? null : "replies/mine", url, ledger, rows)).toList();
    }

    /** Connects them all. */
    GoodDevices connect() {
        devices.forEach(Device::connect);
        thread.setDaemon(true);
        return this;
    }

    void start() {
        thread.start();
    }

    private void send() {
        var start = System.nanoTime();
        while (!over) {
            var turn = sent.getAndIncrement();
            LockSupport.parkNanos(start + turn * (TimeUnit.SECONDS.toNanos(1) / perSecond) - System.nanoTime());
            devices.get((int) (turn % devices.size())).sendNext();
        }
    }

    /** Stops sending; what was sent goes on. */
    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Messages sent so far. */
    long sent() {
        return sent.get();
    }

    /** How many of them are so many seconds. */
    long in(int seconds) {
        return (long) perSecond * seconds;
    }

    /** Notes the messages without an answer. What is returned sends them again, with their own ids. */
    Runnable unanswered() {
        var again = new ArrayList<Runnable>();
        ledger.forUnanswered((device, number, id) -> again
                .add(() -> devices.get(Integer.parseInt(device.substring(NAME.length()))).sendAgain(number, id)));
        return () -> {
            sentAgain += again.size();
            again.forEach(Runnable::run);
        };
    }

    long sentAgain() {
        return sentAgain;
    }

    /** Messages that the broker did not take from them. */
    long refused() {
        return devices.stream().mapToLong(Device::refused).sum();
    }

    @Override
    public void close() {
        stop();
        devices.forEach(Device::close);
    }
}
