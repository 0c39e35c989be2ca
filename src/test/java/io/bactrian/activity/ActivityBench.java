package io.bactrian.activity;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;

import io.bactrian.enrich.Enriched;
import io.bactrian.model.ModelOutput;

/** Prints the processor time and the bytes that one message costs, and those of a page: {@code java … io.bactrian.activity.ActivityBench}. */
public final class ActivityBench {
    private static final int DEVICES = 10_000;
    private static final int ROUNDS = 15;
    private static final int REPEATS = 100;
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ActivityBench() {
    }

    public static void main(String[] args) {
        DeviceActivity activity = new DeviceActivity(DEVICES, 64 << 20, System::currentTimeMillis);
        Enriched[] inputs = new Enriched[DEVICES];
        ModelOutput[] outputs = new ModelOutput[DEVICES];
        for (int i = 0; i < DEVICES; i++) {
            inputs[i] = DeviceMessages.input("plant-north-pump-" + i, 1, 2);
            outputs[i] = DeviceMessages.output(inputs[i], i % 10 == 0 ? 3 : i % 7 / 5.0);
        }
        print("a message, 10,000 devices", DEVICES, REPEATS, () -> {
            for (int i = 0; i < DEVICES; i++) {
                activity.answered(inputs[i], outputs[i]);
            }
        });
        print("a message, 50 devices", DEVICES, REPEATS, () -> {
            for (int i = 0; i < DEVICES; i++) {
                activity.answered(inputs[i % 50], outputs[i % 50]);
            }
        });
        print("a page of 100 devices with 60 scores each", 1, 200,
                () -> DeviceActivityJson.page(activity.page(new DeviceQuery("", "plant-north-pump-5", 100, 60), 0)));
        print("a search among 10,000 that finds nothing", 1, 50,
                () -> activity.page(new DeviceQuery("compressor", "", 100, 60), 0));
        print("all 10,000 in pages of 1,000", 1, 10, () -> {
            String after = "";
            while (after != null) {
                DevicePage page = activity.page(new DeviceQuery("", after, 1_000, 0), 0);
                DeviceActivityJson.page(page);
                after = page.next();
            }
        });
    }

    private static void print(String what, int each, int repeats, Runnable work) {
        double[] nanos = new double[ROUNDS];
        double bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREAD.getCurrentThreadAllocatedBytes();
            long start = THREAD.getCurrentThreadCpuTime();
            for (int repeat = 0; repeat < repeats; repeat++) {
                work.run();
            }
            nanos[round] = (THREAD.getCurrentThreadCpuTime() - start) / (double) (repeats * each);
            bytes = (THREAD.getCurrentThreadAllocatedBytes() - allocated) / (double) (repeats * each);
        }
        double[] warm = Arrays.copyOfRange(nanos, ROUNDS / 3, ROUNDS);
        Arrays.sort(warm);
        System.out.printf("%-45s %12.0f ns (%.0f to %.0f), %.1f bytes%n", what, warm[warm.length / 2], warm[0],
                warm[warm.length - 1], bytes);
    }
}
