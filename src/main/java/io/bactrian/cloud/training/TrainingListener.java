package io.bactrian.cloud.training;

import java.time.Duration;

/** Is told what trainings do, for meters and logs. Called by the training's thread; must not wait or throw. */
public interface TrainingListener {
    void began(String model, String by);

    void ended(String model, TrainingRecord ended, Duration took);
}
