package io.bactrian.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.bactrian.kit.ChildProcess;

/**
 * Everything on one machine: an MQTT broker, Kafka, the packaged application as edge and as cloud, fifty pumps and a camera, until Ctrl-C, {@code q}, or for
 * {@code -Dbactrian.demo.seconds} seconds.
 */
public final class Demo {
    private static final int PUMPS = 50;

    private Demo() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run());
    }

    private static int run() throws InterruptedException {
        Quiet.please();
        var say = new Say();
        var over = new CountDownLatch(1);
        try {
            var plant = Plant.open(say);
            var pumps = new Pumps(PUMPS, plant.mqttUrl(), plant.ledger());
            var camera = new Camera(plant.service(), say);
            ChildProcess.beforeTheEnd(() -> {
                over.countDown();
                camera.close();
                end(say, plant, pumps);
            });
            pumps.start(say);
            camera.start();
            var models = new Models(say, plant, pumps);
            models.listen();
            var labels = new Labels(pumps, plant.cloud());
            var keys = new Keys(say, plant, pumps, models, labels, over::countDown);
            keys.explain();
            keys.listen();
            var board = new Board(say, plant);
            var seconds = Long.getLong("bactrian.demo.seconds", Long.MAX_VALUE);
            for (long second = 1; second <= seconds && !over.await(1, TimeUnit.SECONDS); second++) {
                pumps.fate(second, say);
                board.line();
                labels.send();
                plant.cloud().look();
                plant.check();
            }
            return 0;
        } catch (IOException | RuntimeException e) {
            say.now("The demo cannot go on: " + e.getMessage());
            return 1;
        }
    }

    private static void end(Say say, Plant plant, Pumps pumps) {
        say.now("Ending: the pumps first, then the application, Kafka and the broker.");
        pumps.close();
        plant.settle(Duration.ofSeconds(3));
        plant.close();
        say.farewell(plant.ledger());
    }
}
