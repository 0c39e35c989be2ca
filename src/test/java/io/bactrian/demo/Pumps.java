package io.bactrian.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.bactrian.kit.Fleet;
import io.bactrian.kit.Ledger;
import io.bactrian.train.PumpFault;
import io.bactrian.train.SimulatedPump;

/**
 * The simulated fleet: each pump sends two readings a second, and now and then one develops a fault and is repaired. What each reading
 * was, well or faulty, is noted for those who label it. Any thread.
 */
final class Pumps implements AutoCloseable {
    private static final int WINDOW = 30;
    private static final int READINGS_A_SECOND = 2;
    private static final int MOST_NOTED = 20_000;
    private static final int DRIFTING = SimulatedPump.CHANNELS.indexOf("Temperature");
    private static final double DRIFT = 1.2;
    private static final int BROKEN_TOGETHER = 8;
    private static final int FAULT_EVERY_SECONDS = 12;
    private static final int REPAIR_AFTER_SECONDS = 60;

    private static final List<PumpFault> FAULTS = List.of(PumpFault.DRY_RUNNING, PumpFault.VALVE_CLOSING, PumpFault.CAVITATION,
            PumpFault.BEARING_WEAR);

    private final Map<String, SimulatedPump> pumps = new ConcurrentHashMap<>();
    private final Map<String, Long> repairs = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Random chance = new Random();
    private final Queue<Noted> noted = new ConcurrentLinkedQueue<>();
    private volatile double scale = 1;
    private final Fleet fleet;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "pumps");
        thread.setDaemon(true);
        return thread;
    });
    private long turn;
    private int broken;

    /** What a reading was. */
    record Noted(String id, String device, boolean faulty) {
    }

    Pumps(int count, String mqttUrl, Ledger ledger) {
        fleet = new Fleet("pump", count, mqttUrl, ledger, (device, number, id) -> reading(device, id));
        for (var i = 0; i < count; i++) {
            names.add(fleet.device(i));
            pumps.put(fleet.device(i), new SimulatedPump(i));
        }
    }

    /** Connects, sends each pump's last half minute at once so that its window is full, then one reading a second each. */
    void start(Say say) {
        say.now(names.size() + " pumps connect and send their last " + WINDOW
                + " readings at once; then each sends " + READINGS_A_SECOND + " a second.");
        fleet.connect();
        for (var row = 0; row < WINDOW; row++) {
            names.forEach(this::send);
        }
        var spacing = TimeUnit.SECONDS.toNanos(1) / names.size() / READINGS_A_SECOND;
        clock.scheduleAtFixedRate(() -> send(names.get((int) (turn++ % names.size()))), spacing, spacing, TimeUnit.NANOSECONDS);
    }

    private void send(String pump) {
        fleet.sendNext(pump);
    }

    /** The payload of a pump's next reading. */
    byte[] reading(String device, String id) {
        var pump = pumps.get(device);
        double[] values;
        synchronized (pump) {
            values = pump.next();
            values[DRIFTING] *= scale;
            if (noted.size() < MOST_NOTED) {
                noted.add(new Noted(id, device, pump.faulty()));
            }
        }
        var json = new StringBuilder("{\"id\":\"").append(id).append("\",\"ts\":").append(System.currentTimeMillis())
                .append(",\"values\":{");
        for (var c = 0; c < values.length; c++) {
            json.append(c == 0 ? "\"" : ",\"").append(SimulatedPump.CHANNELS.get(c)).append("\":").append(values[c]);
        }
        return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What the readings since the last call were. */
    List<Noted> noted() {
        var now = new ArrayList<Noted>();
        for (var next = noted.poll(); next != null; next = noted.poll()) {
            now.add(next);
        }
        return now;
    }

    /** Lets the scale of every pump's temperature move, or move back. */
    void drift(Say say) {
        scale = scale == 1 ? DRIFT : 1;
        say.now("The scale of every pump's Temperature moves: readings are "
                + (scale == 1 ? "as before." : scale + " times as high."));
    }

    /** Breaks several pumps that are well. */
    synchronized void breakSeveral(long second, Say say) {
        for (var i = 0; i < BROKEN_TOGETHER; i++) {
            breakOne(second, say);
        }
    }

    /** Lets what is due in this second happen. */
    synchronized void fate(long second, Say say) {
        repairs.entrySet().removeIf(repair -> {
            var due = second >= repair.getValue();
            if (due) {
                say.now(repair.getKey() + " is repaired.");
                use(repair.getKey(), null);
            }
            return due;
        });
        if (second % FAULT_EVERY_SECONDS == FAULT_EVERY_SECONDS / 2) {
            breakOne(second, say);
        }
    }

    /** Breaks a pump that is well. */
    synchronized void breakOne(long second, Say say) {
        var well = names.stream().filter(name -> !repairs.containsKey(name)).toList();
        if (well.isEmpty()) {
            say.now("Every pump is broken already.");
            return;
        }
        var name = well.get(chance.nextInt(well.size()));
        damage(name, FAULTS.get(broken++ % FAULTS.size()), second, say);
    }

    /** Lets the first pump run dry. */
    synchronized void runDry(long second, Say say) {
        damage(names.get(0), PumpFault.DRY_RUNNING, second, say);
    }

    private void damage(String name, PumpFault fault, long second, Say say) {
        repairs.put(name, second + REPAIR_AFTER_SECONDS);
        use(name, fault);
        say.now(name + " develops a fault: " + fault.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", fully grown in "
                + fault.rampSeconds() + " s.");
    }

    private void use(String name, PumpFault fault) {
        var pump = pumps.get(name);
        synchronized (pump) {
            if (fault == null) {
                pump.normal();
            } else {
                pump.inject(fault);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        fleet.close();
    }
}
