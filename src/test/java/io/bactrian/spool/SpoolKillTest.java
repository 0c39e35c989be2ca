package io.bactrian.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SpoolKillTest {
    @TempDir
    Path dir;

    @Test
    void everyAcknowledgedRecordIsThereAfterTenKills() throws Exception {
        var random = new Random();
        var acknowledged = new HashSet<Integer>();
        int last = -1;
        for (int kill = 0; kill < 10; kill++) {
            for (int number : spoolAndKill(last + 1, 500 + random.nextInt(6_000))) {
                acknowledged.add(number);
                last = Math.max(last, number);
            }
        }
        var steps = new Steps(dir, Limits.of(1L << 30, OverflowPolicy.BLOCK));
        steps.attach(1000);
        steps.drain();
        assertThat(acknowledged).hasSizeGreaterThan(5_000).doesNotContain(-1);
        assertThat(new HashSet<>(steps.received)).containsAll(acknowledged);
        assertThat(steps.status().quarantinedFiles()).isZero();
    }

    private Set<Integer> spoolAndKill(int first, int lines) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto", "-cp", classPath, NumberSpooler.class.getName(), dir.toString(), Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var numbers = new HashSet<Integer>();
        try (BufferedReader reader = process.inputReader()) {
            String line;
            while ((line = reader.readLine()) != null) {
                add(numbers, line);
                if (numbers.size() == lines) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        return numbers;
    }

    /** The kill may cut the last line short; log lines are no numbers. */
    private static void add(Set<Integer> numbers, String line) {
        if (line.matches("-?\\d{1,9}")) {
            numbers.add(Integer.parseInt(line));
        }
    }
}
