package io.bactrian.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.bactrian.kit.ModelsFolder;
import io.bactrian.train.TrainCommand;

/**
 * One load that differs from the usual in one respect.
 *
 * @param payload least bytes of a message
 * @param models  that the devices are spread over, all alike
 * @param window  rows of history that an answer takes
 */
record ScalePoint(String name, int devices, int payload, int models, int window) {
    private static final String MODEL = "pump-anomaly";
    private static final int WINDOW = 30;

    static ScalePoint devices(int devices) {
        return new ScalePoint("%,d devices".formatted(devices), devices, 1, 1, WINDOW);
    }

    static ScalePoint payload(int bytes) {
        return new ScalePoint("messages of %,d bytes".formatted(bytes), 100, bytes, 1, WINDOW);
    }

    static ScalePoint models(int models) {
        return new ScalePoint(models + " models", 100, 1, models, WINDOW);
    }

    static ScalePoint window(int rows) {
        return new ScalePoint("a window of %d".formatted(rows), 100, 1, 1, rows);
    }

    /** Makes the models and the directory of devices in a folder; returns the application's keys. */
    Map<String, Object> prepare(Path folder) {
        Path all = models(folder);
        if (window == WINDOW) {
            for (int model = 0; model < models; model++) {
                ModelsFolder.copy(Path.of("models", MODEL, "1"), all.resolve(name(model)).resolve("1"));
            }
        } else if (TrainCommand.run("anomaly", "--seed", "1", "--window", Integer.toString(window), "--out",
                all.toString()) != 0) {
            throw new IllegalStateException("no model with a window of " + window + " could be trained");
        }
        Map<String, Object> keys = new HashMap<>(Map.of("bactrian.models.dir", all));
        if (models > 1) {
            keys.put("bactrian.devices.file", directory(folder));
        }
        return keys;
    }

    /** After {@link #prepare}. */
    Model model(Path folder) {
        return Model.read(models(folder).resolve(MODEL).resolve("1"));
    }

    private static Path models(Path folder) {
        return folder.resolve("models").toAbsolutePath();
    }

    private static String name(int model) {
        return model == 0 ? MODEL : "%s-%d".formatted(MODEL, model);
    }

    private Path directory(Path folder) {
        var text = new StringBuilder("default:\n  model: ").append(MODEL).append("\ndevices:\n");
        for (int device = 0; device < devices; device++) {
            text.append("  ").append(Fleet.device(device)).append(":\n    model: ").append(name(device % models)).append('\n');
        }
        try {
            return Files.writeString(folder.resolve("devices.yaml"), text).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
