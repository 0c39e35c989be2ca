package io.bactrian.spark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

import io.bactrian.train.LabelledWindow;
import io.bactrian.train.PumpFault;
import io.bactrian.train.SimulatedPump;

/**
 * What the edge sends of a simulated pump.
 *
 * @param rows as 32 bits hold them
 */
record Sample(String device, int second, String label, double[][] rows) {
    static final int WINDOW = 30;
    static final List<String> LABELS = List.of("bearing-wear", "cavitation", "low-flow", "normal");
    private static final long BEGIN = 1_795_431_600_000L;

    String line() {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * rows.length * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] row : rows) {
            for (double value : row) {
                bytes.putFloat((float) value);
            }
        }
        StringBuilder values = new StringBuilder();
        for (int c = 0; c < rows[0].length; c++) {
            values.append(c == 0 ? "" : ", ").append('"').append(SimulatedPump.CHANNELS.get(c)).append("\": ")
                    .append(rows[rows.length - 1][c]);
        }
        return """
               {"id": "r-%d", "device": "%s", "ts": %d, "telemetry": {"id": "r-%d", "values": {%s}}, "model": "pump", \
               "version": "1", "inputs": [{"name": "input", "datatype": "FP32", "shape": [1, %d, %d], "data": "%s"}], \
               "outputs": {"score": 0.5}, "label": "%s"}""".formatted(second, device, BEGIN + 1000L * second, second, values,
                rows.length, rows[0].length, Base64.getEncoder().encodeToString(bytes.array()), label);
    }

    LabelledWindow window() {
        return new LabelledWindow(device, rows, label, Double.NaN);
    }

    /** Of normal running, one a second. */
    static List<Sample> normal(int pump, int count) {
        SimulatedPump simulated = new SimulatedPump(pump);
        return life("pump-" + pump, simulated, "normal", count, new ArrayDeque<>(), 0);
    }

    /** So many of each label. */
    static List<Sample> faults(int pump, int each) {
        SimulatedPump simulated = new SimulatedPump(pump);
        Deque<double[]> recent = new ArrayDeque<>();
        List<Sample> samples = new ArrayList<>(life("pump-" + pump, simulated, "normal", each, recent, 0));
        for (PumpFault fault : List.of(PumpFault.BEARING_WEAR, PumpFault.CAVITATION, PumpFault.VALVE_CLOSING)) {
            simulated.inject(fault);
            simulated.next(fault.rampSeconds() / 4);
            recent.clear();
            samples.addAll(life("pump-" + pump, simulated, label(fault), each, recent, samples.size()));
            simulated.normal();
            while (simulated.faulty()) {
                simulated.next();
            }
        }
        return samples;
    }

    private static String label(PumpFault fault) {
        return switch (fault) {
            case BEARING_WEAR -> "bearing-wear";
            case CAVITATION -> "cavitation";
            case VALVE_CLOSING, DRY_RUNNING -> "low-flow";
        };
    }

    private static List<Sample> life(String device, SimulatedPump pump, String label, int count, Deque<double[]> recent,
            int from) {
        List<Sample> samples = new ArrayList<>();
        while (samples.size() < count) {
            double[] row = pump.next();
            for (int c = 0; c < row.length; c++) {
                row[c] = (float) row[c];
            }
            recent.addLast(row);
            if (recent.size() > WINDOW) {
                recent.removeFirst();
            }
            if (recent.size() == WINDOW) {
                samples.add(new Sample(device, from + samples.size(), label, recent.toArray(double[][]::new)));
            }
        }
        return samples;
    }
}
