package io.bactrian.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final StringWriter out = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final Console console = new Console(new PrintWriter(out), nanos::get);

    @Test
    void whatTakesLessThanASecondIsNotSpokenOf() {
        Console.Work work = console.begin("Training", 1_000);
        for (int i = 0; i < 1_000; i++) {
            nanos.addAndGet(TimeUnit.MICROSECONDS.toNanos(900));
            work.next();
        }

        assertThat(out.toString()).isEmpty();
    }

    @Test
    void longWorkSaysOnceASecondHowMuchOfHowMuchAndTheTimeLeft() {
        Console.Work work = console.begin("Training", 4_000);
        for (int i = 0; i < 4_000; i++) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            work.next();
        }

        assertThat(out.toString().lines()).containsExactly("Training: 1,000 of 4,000 (25 %), 3 s left",
                "Training: 2,000 of 4,000 (50 %), 2 s left", "Training: 3,000 of 4,000 (75 %), 1 s left");
    }
}
