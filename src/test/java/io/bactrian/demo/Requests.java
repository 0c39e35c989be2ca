package io.bactrian.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import io.bactrian.kit.ModelsFolder;
import io.bactrian.train.SimulatedPump;

/** Commands that ask the service over HTTP, and the files they send. */
final class Requests {
    private static final int WINDOW = 30;

    private final URI service;
    private final Path picture;
    private final Path tensor;

    /** Writes the files, made anew. */
    Requests(URI service, Path folder) throws IOException {
        this.service = service;
        picture = Camera.write(folder);
        tensor = Files.writeString(folder.resolve("tensor.json"), tensor());
    }

    /** Half a minute of a pump. */
    private static String tensor() {
        var data = new StringBuilder();
        for (var row : new SimulatedPump(1).next(WINDOW)) {
            for (var value : row) {
                data.append(data.isEmpty() ? "" : ", ").append((float) value);
            }
        }
        return "{\"inputs\": [{\"name\": \"input\", \"datatype\": \"FP32\", \"shape\": [1, " + WINDOW + ", "
                + SimulatedPump.CHANNELS.size() + "], \"data\": [" + data + "]}]}\n";
    }

    /** A picture, as the camera sends it. */
    String picture() {
        return "curl -H 'Content-Type: image/jpeg' --data-binary @" + shown(picture) + " "
                + service.resolve("/devices/" + Camera.NAME + "/image");
    }

    /** A tensor, by the Open Inference Protocol. */
    String tensorRequest() {
        return "curl -H 'Content-Type: application/json' --data-binary @" + shown(tensor) + " "
                + service.resolve("/v2/models/" + ModelsFolder.MODEL + "/infer");
    }

    private static Path shown(Path file) {
        return Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
    }
}
