package io.bactrian.cloud.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.train.PumpFault;
import io.bactrian.train.SimulatedPump;

/**
 * Samples of simulated pumps: of each, two hours of normal running with every fault in turn, a window of 30 rows every half minute.
 * Labels are a technician's.
 */
final class Windows {
    static final int WINDOW = 30;
    static final Instant BEGIN = Instant.parse("2026-01-31T00:00:00Z");
    private static final int NORMAL_SECONDS = 900;
    private static final int FAULT_SECONDS = 600;

    private Windows() {
    }

    /** @param change what becomes of each window's values, in place */
    static List<Row> of(String model, long seed, int pumps, UnaryOperator<double[]> change) {
        List<Row> rows = new ArrayList<>();
        for (int p = 0; p < pumps; p++) {
            rows.addAll(life(model, "pump-" + p, new SimulatedPump(1000 * seed + p), change));
        }
        return rows;
    }

    static List<Row> of(String model, long seed, int pumps) {
        return of(model, seed, pumps, row -> row);
    }

    private static List<Row> life(String model, String device, SimulatedPump pump, UnaryOperator<double[]> change) {
        List<Row> rows = new ArrayList<>();
        int second = 0;
        for (PumpFault fault : PumpFault.values()) {
            second = run(model, device, pump, second, NORMAL_SECONDS, "normal", change, rows);
            pump.inject(fault);
            pump.next(fault.rampSeconds());
            second = run(model, device, pump, second + fault.rampSeconds(), FAULT_SECONDS, label(fault), change, rows);
            pump.normal();
            pump.next(fault.rampSeconds());
            second += fault.rampSeconds();
        }
        return rows;
    }

    private static int run(String model, String device, SimulatedPump pump, int from, int seconds, String label,
            UnaryOperator<double[]> change, List<Row> rows) {
        for (int second = 0; second < seconds; second += WINDOW) {
            double[][] window = Arrays.stream(pump.next(WINDOW)).map(change).toArray(double[][]::new);
            rows.add(row(model, device, BEGIN.plus(Duration.ofSeconds((long) from + second + WINDOW)), window, label));
        }
        return from + seconds;
    }

    private static String label(PumpFault fault) {
        return switch (fault) {
            case VALVE_CLOSING, DRY_RUNNING -> "low-flow";
            case BEARING_WEAR -> "bearing-wear";
            case CAVITATION -> "cavitation";
        };
    }

    static Row row(String model, String device, Instant at, double[][] window, String label) {
        ByteBuffer bytes = ByteBuffer.allocate(window.length * window[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] each : window) {
            for (double value : each) {
                bytes.putFloat((float) value);
            }
        }
        String id = device + "-" + at.toEpochMilli();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id).put("device", device).put("model", model);
        json.putArray("inputs").addObject().put("name", "input").put("datatype", "FP32")
                .put("data", Base64.getEncoder().encodeToString(bytes.array())).putArray("shape").add(1).add(window.length)
                .add(window[0].length);
        return new Row(id, device, at, Map.of("site", device.endsWith("1") ? "south" : "north"), json, label, null,
                "technician",
                "every", 1.0, "1");
    }

    static Row labelled(Row row, String label, String by) {
        return new Row(row.id(), row.device(), row.at(), row.labels(), row.json(), label, row.value(), by, row.reason(),
                row.probability(), row.version());
    }

    static Row valued(Row row, double value, String by) {
        return new Row(row.id(), row.device(), row.at(), row.labels(), row.json(), null, value, by, row.reason(),
                row.probability(), row.version());
    }

    /** The window, row by row. */
    static float[] elements(Row row) {
        byte[] bytes = Base64.getDecoder().decode(row.json().at("/inputs/0/data").asText());
        float[] elements = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(elements);
        return elements;
    }

    /** The same sample with other values in its window. */
    static Row row(Row row, UnaryOperator<double[]> change) {
        float[] elements = elements(row);
        double[][] window = new double[WINDOW][elements.length / WINDOW];
        for (int i = 0; i < elements.length; i++) {
            window[i / window[0].length][i % window[0].length] = elements[i];
        }
        Row changed = row("", row.device(), row.at(), Arrays.stream(window).map(change).toArray(double[][]::new), row.label());
        return new Row(row.id(), row.device(), row.at(), row.labels(), changed.json(), row.label(), row.value(), row.by(),
                row.reason(), row.probability(), row.version());
    }
}
