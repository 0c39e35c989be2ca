package io.bactrian.infer;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** The lanes of a model. Replaced as a whole: those that follow begin when these have answered all they took. Any thread. */
final class Lanes {
    static final Lanes NONE = new Lanes(0, 0, new CountDownLatch(0));

    private final int queue;
    private final Lane[] lanes;
    private final CountDownLatch ended;

    private Lanes(int instances, int queue, CountDownLatch ended) {
        this.lanes = new Lane[instances];
        this.queue = queue;
        this.ended = ended;
    }

    /** So many, to begin when these have ended. */
    Lanes next(String model, int instances, int room, ModelMeters meters, Supplier<Shadow> shadow) {
        if (instances == 0) {
            return new Lanes(0, 0, ended);
        }
        Lanes next = new Lanes(instances, room, new CountDownLatch(instances));
        for (int i = 0; i < instances; i++) {
            next.lanes[i] = new Lane("infer-" + model + "-" + i, room, ended, next.ended, meters, shadow);
        }
        return next;
    }

    /** Whether they are so many, with so much room each. */
    boolean suit(int instances, int room) {
        return lanes.length == instances && queue == room;
    }

    /** The device's, or null where there are none. */
    Lane of(String device) {
        return switch (lanes.length) {
            case 0 -> null;
            case 1 -> lanes[0];
            default -> lanes[Math.floorMod(device.hashCode(), lanes.length)];
        };
    }

    int waiting() {
        int sum = 0;
        for (Lane lane : lanes) {
            sum += lane.waiting();
        }
        return sum;
    }

    /** Whether one of them has more than so many messages waiting. */
    boolean behind(int batch) {
        for (Lane lane : lanes) {
            if (lane.waiting() > batch) {
                return true;
            }
        }
        return false;
    }

    void end() {
        for (Lane lane : lanes) {
            lane.end();
        }
    }

    void stop() {
        for (Lane lane : lanes) {
            lane.stop();
        }
    }
}
