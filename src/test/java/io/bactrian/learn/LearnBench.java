package io.bactrian.learn;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.bactrian.model.Manifest;
import io.bactrian.model.Manifests;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.Sampling.Quota;

/** Prints the processor time that one message costs: {@code java … io.bactrian.learn.LearnBench}. The median of some rounds, after warming up. */
public final class LearnBench {
    private static final int MESSAGES = 4_096;
    private static final int ROUNDS = 15;
    private static final int REPEATS = 100;

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private interface Work {
        void message(ModelOutput output, String id);
    }

    private LearnBench() {
    }

    public static void main(String[] args) {
        for (int channels : new int[]{8, 16, 64}) {
            DriftMonitor monitor = new DriftMonitor(new DriftSettings(Duration.ofHours(1), 2_000, 1, true), null, event -> {
            }, Clock.systemUTC());
            print("drift, " + channels + " channels", detector(channels), (output, id) -> monitor.observe(output, "north"));
        }
        DriftMonitor unsureToo = new DriftMonitor(new DriftSettings(Duration.ofHours(1), 2_000, 1, true), null, event -> {
        }, Clock.systemUTC());
        print("drift, classifier, 2 channels", Messages.CLASSIFIER, (output, id) -> unsureToo.observe(output, "north"));
        StatisticsCollector statistics = new StatisticsCollector(Duration.ofMinutes(1), model -> null, record -> {
        }, Clock.systemUTC());
        print("statistics, detector", detector(8), (output, id) -> statistics.answered(output, 1_500_000));
        print("statistics, classifier", Messages.CLASSIFIER, (output, id) -> statistics.answered(output, 1_500_000));
        for (String policy : new String[]{"every", "none", "random", "threshold,channels,random"}) {
            SampleSelector selector = new SampleSelector(Messages.sampling(policy), (model, input) -> false, 100, null,
                    Clock.systemUTC());
            print("selection, " + policy, detector(8), (output, id) -> selector.select(output.input(), output, id));
        }
        SampleSelector unsure = new SampleSelector(Messages.sampling("entropy,margin,random"), (model, input) -> false, 100,
                null, Clock.systemUTC());
        print("selection, entropy,margin,random", Messages.CLASSIFIER,
                (output, id) -> unsure.select(output.input(), output, id));
        SampleSelector limited = new SampleSelector(
                Messages.sampling("every", 0, new Quota(60, 600, 6_000), new Quota(60, 600, 6_000)), (model, input) -> false,
                100, null,
                Clock.systemUTC());
        print("selection, every with six quotas", detector(8), (output, id) -> limited.select(output.input(), output, id));
    }

    private static Manifest detector(int channels) {
        return Manifests.of("pumps", "1", 1, List.of("score"), Messages.DETECTOR.answer(),
                IntStream.range(0, channels).mapToObj(i -> "channel-" + i).toArray(String[]::new));
    }

    private static void print(String what, Manifest model, Work work) {
        Random random = new Random(1);
        int width = model.rowWidth();
        ModelOutput[] outputs = new ModelOutput[MESSAGES];
        String[] ids = new String[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            ModelInput input = Messages.input(model, "pump-" + i % 50, random.doubles(width).toArray());
            double p = random.nextDouble();
            outputs[i] = model == Messages.CLASSIFIER
                    ? Messages.classified(input, p, (1 - p) / 3, (1 - p) * 2 / 3)
                    : Messages.scored(input, random.nextDouble() * 4);
            ids[i] = "r-" + i;
        }
        double[] nanos = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREAD.getCurrentThreadCpuTime();
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                for (int i = 0; i < MESSAGES; i++) {
                    work.message(outputs[i], ids[i]);
                }
            }
            nanos[round] = (THREAD.getCurrentThreadCpuTime() - start) / (double) (REPEATS * MESSAGES);
        }
        double[] warm = Arrays.copyOfRange(nanos, ROUNDS / 3, ROUNDS);
        Arrays.sort(warm);
        System.out.printf("%-40s %7.0f ns a message (%.0f to %.0f)%n", what, warm[warm.length / 2], warm[0],
                warm[warm.length - 1]);
    }
}
