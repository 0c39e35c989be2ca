package io.bactrian.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Rows;
import io.bactrian.train.PumpFault;
import io.bactrian.train.SimulatedPump;

/**
 * Simulated pumps of which each has a fault for a while, time and again, and whose temperature sensors may drift. Of each row it is noted
 * what it was, for those who label: a technician looks after every other pump and is right, an import of another system after the rest.
 * Any thread.
 */
final class LabelledPumps implements Rows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DRIFTING = SimulatedPump.CHANNELS.indexOf("Temperature");
    private static final int ROUND = 240;
    private static final int FAULTY_ROWS = 60;
    private static final int FEW = 4;

    private final Map<String, SimulatedPump> pumps = new ConcurrentHashMap<>();
    private final Queue<Map<String, String>> labels = new ConcurrentLinkedQueue<>();
    private volatile double scale = 1;
    private volatile boolean spoiled;

    /** From now on temperatures are read this many times as high. */
    void drift(double times) {
        scale = times;
    }

    /** From now on the import says of each row what it was not, and the technician looks at few: most labels are wrong. */
    void spoilLabels() {
        spoiled = true;
    }

    /** Labels of the rows since the last call, at most so many. */
    List<Map<String, String>> labels(int most) {
        List<Map<String, String>> taken = new ArrayList<>();
        for (var next = labels.poll(); next != null; next = taken.size() < most ? labels.poll() : null) {
            taken.add(next);
        }
        return taken;
    }

    /** Has these labels given again. */
    void again(List<Map<String, String>> untaken) {
        labels.addAll(untaken);
    }

    @Override
    public byte[] row(String device, long number, String id) {
        int seed = device.hashCode();
        SimulatedPump pump = pumps.computeIfAbsent(device, name -> new SimulatedPump(seed));
        double[] values;
        synchronized (pump) {
            fate(pump, number + (long) Math.floorMod(seed, ROUND / FAULTY_ROWS) * FAULTY_ROWS);
            values = pump.next();
            boolean technician = Math.floorMod(seed, 2) == 0;
            boolean faulty = pump.faulty() != (spoiled && !technician);
            if (!(spoiled && technician) || number % FEW == 0) {
                labels.add(Map.of("id", id, "device", device, "label", faulty ? "anomaly" : "normal", "by",
                        technician ? "technician" : "import"));
            }
        }
        values[DRIFTING] *= scale;
        return json(id, values);
    }

    private static void fate(SimulatedPump pump, long row) {
        if (row % ROUND == 0) {
            PumpFault[] faults = {PumpFault.DRY_RUNNING, PumpFault.CAVITATION};
            pump.inject(faults[(int) (row / ROUND % faults.length)]);
        } else if (row % ROUND == FAULTY_ROWS) {
            pump.normal();
        }
    }

    private static byte[] json(String id, double[] values) {
        var message = JSON.createObjectNode().put("id", id).put("ts", System.currentTimeMillis());
        var named = message.putObject("values");
        for (int c = 0; c < values.length; c++) {
            named.put(SimulatedPump.CHANNELS.get(c), values[c]);
        }
        try {
            return JSON.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
