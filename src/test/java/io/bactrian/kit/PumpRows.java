package io.bactrian.kit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.bactrian.train.SimulatedPump;

/** A simulated pump a device, a reading a message: normal running as the shipped model knows it. Any thread. */
public final class PumpRows implements Rows {
    private final Map<String, Pump> pumps = new ConcurrentHashMap<>();

    @Override
    public byte[] row(String device, long number, String id) {
        var reading = pumps.computeIfAbsent(device, Pump::new).reading((int) number);
        var json = new StringBuilder(320).append("{\"id\":\"").append(id).append("\",\"ts\":")
                .append(System.currentTimeMillis()).append(",\"values\":{");
        for (var c = 0; c < reading.length; c++) {
            json.append(c == 0 ? "\"" : ",\"").append(SimulatedPump.CHANNELS.get(c)).append("\":").append(reading[c]);
        }
        return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static final class Pump {
        private final SimulatedPump pump;
        private final List<double[]> readings = new ArrayList<>();

        Pump(String device) {
            pump = new SimulatedPump(device.hashCode());
        }

        synchronized double[] reading(int number) {
            while (readings.size() <= number) {
                readings.add(pump.next());
            }
            return readings.get(number);
        }
    }
}
