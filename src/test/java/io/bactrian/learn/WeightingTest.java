package io.bactrian.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Sampling;
import io.bactrian.model.Sampling.Quota;

/** What a data scientist does with the probabilities: estimates of all messages from those that were kept. */
class WeightingTest {
    private static final int REPEATS = 60;
    private static final int MESSAGES = 7_200;

    private final Random random = new Random(7);

    @Test
    void weightsOfOneOverTheProbabilityGiveTheMeanOfAllMessagesAndNoWeightsDoNot() {
        Estimate estimate = estimate(Messages.sampling("entropy,random", 0.02, Quota.NONE, Quota.NONE));

        assertThat(estimate.error()).isLessThan(4 * estimate.standardError());
        assertThat(estimate.unweightedError()).isGreaterThan(10 * estimate.standardError());
    }

    @Test
    void theyDoSoWhereQuotasLeaveMostOut() {
        Estimate estimate = estimate(
                Messages.sampling("entropy,random", 0.2, new Quota(20, 300, null), new Quota(null, 400, null)));

        assertThat(estimate.error()).isLessThan(4 * estimate.standardError());
        assertThat(estimate.unweightedError()).isGreaterThan(10 * estimate.standardError());
    }

    /** Differences to the true mean, over many streams. */
    private record Estimate(double error, double standardError, double unweightedError) {
    }

    /** Two hours of a message a second, of which a tenth is unsure and has larger values. */
    private Estimate estimate(Sampling sampling) {
        double sum = 0;
        double squares = 0;
        double plain = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            double[] differences = stream(sampling, repeat);
            sum += differences[0];
            squares += differences[0] * differences[0];
            plain += differences[1];
        }
        double mean = sum / REPEATS;
        double variance = (squares / REPEATS - mean * mean) / (REPEATS - 1);
        return new Estimate(Math.abs(mean), Math.sqrt(variance), Math.abs(plain / REPEATS));
    }

    private double[] stream(Sampling sampling, int repeat) {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-31T10:00:00Z"));
        SampleSelector selector = new SampleSelector(sampling, (model, input) -> false, 100, null, clock);
        double truth = 0;
        double total = 0;
        double weighted = 0;
        double kept = 0;
        for (int i = 0; i < MESSAGES; i++) {
            clock.goOn(Duration.ofSeconds(1));
            boolean unsure = random.nextDouble() < 0.1;
            double value = random.nextGaussian() + (unsure ? 10 : 1);
            ModelInput input = Messages.input(Messages.CLASSIFIER, "pump-" + i % 2, value, i);
            ModelOutput output = unsure
                    ? Messages.classified(input, 0.4, 0.3, 0.3)
                    : Messages.classified(input, 0.98, 0.01, 0.01);
            Selection selection = selector.select(input, output, repeat + "-" + i);
            truth += value / MESSAGES;
            if (selection.kept()) {
                weighted += value / selection.probability() / MESSAGES;
                total += value;
                kept++;
            }
        }
        return new double[]{weighted - truth, total / kept - truth};
    }
}
