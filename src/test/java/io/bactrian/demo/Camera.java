package io.bactrian.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.bactrian.kit.Patience;
import io.bactrian.train.vision.Dial;

/** A camera in front of a dial that somebody else reads each second: it posts a JPEG file, and now and then says what was read. */
final class Camera implements AutoCloseable {
    static final String NAME = "camera-1";
    static final String MODEL = "gauge-reading";
    private static final int PIXELS = 240;
    private static final int SECONDS_A_LINE = 15;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Patience.LONG)
            .build();
    private final URI path;
    private final Say say;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "camera");
        thread.setDaemon(true);
        return thread;
    });
    private long number;

    Camera(URI service, Say say) {
        this.path = service.resolve("/devices/" + NAME + "/image");
        this.say = say;
    }

    void start() {
        clock.scheduleWithFixedDelay(this::post, 1, 1, TimeUnit.SECONDS);
    }

    private void post() {
        var dial = new Dial(++number, Dial.Style.OTHER, PIXELS);
        try {
            var response = http.send(HttpRequest.newBuilder(path).timeout(Patience.LONG).header("Content-Type", "image/jpeg")
                    .POST(BodyPublishers.ofByteArray(jpeg(dial.picture()))).build(), BodyHandlers.ofString());
            var score = JSON.readTree(response.body()).path("score");
            if (score.isMissingNode()) {
                say.now(NAME + " is not answered: " + response.body());
            } else if (number % SECONDS_A_LINE == 1) {
                say.now("%s sends a dial that shows %.1f %%; %s reads %.1f %%.".formatted(NAME, 100 * dial.reading(), MODEL,
                        100 * score.asDouble()));
            }
        } catch (IOException e) {
            say.now(NAME + " reaches nobody: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a dial for a command that sends it. */
    static Path write(Path folder) throws IOException {
        return Files.write(folder.resolve("dial.jpg"), jpeg(new Dial(0, Dial.Style.OTHER, PIXELS).picture()));
    }

    static byte[] jpeg(BufferedImage picture) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "jpeg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
