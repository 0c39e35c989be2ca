package io.bactrian.cloud.training.plan;

import io.bactrian.cloud.training.plan.TrainingPlan.Options;
import io.bactrian.model.Task;
import io.bactrian.train.FitOptions;
import io.bactrian.train.WindowTrainer;

/** The service's own trainers. */
public enum Kind {
    /** Hotelling's T² of normal windows. */
    ANOMALY(Task.ANOMALY) {
        @Override
        WindowTrainer trainer(int window, Options options) {
            return new WindowTrainer.Anomaly(
                    new FitOptions(window, options.ridge(), options.quantile(), options.factor(), options.smoothing()),
                    options.normal());
        }
    },
    /** Multinomial logistic regression of labels. */
    CLASSIFIER(Task.CLASSIFICATION) {
        @Override
        WindowTrainer trainer(int window, Options options) {
            return new WindowTrainer.Classifier(window, options.epochs(), options.rate(), options.reference(),
                    options.seed());
        }
    },
    /** Ridge regression of values. */
    REGRESSION(Task.REGRESSION) {
        @Override
        WindowTrainer trainer(int window, Options options) {
            return new WindowTrainer.Regression(window, options.ridge());
        }
    };

    final Task task;

    Kind(Task task) {
        this.task = task;
    }

    abstract WindowTrainer trainer(int window, Options options);
}
