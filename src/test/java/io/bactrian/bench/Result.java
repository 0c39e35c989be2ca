package io.bactrian.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one contender did.
 *
 * @param startUp   from its start to its first answer
 * @param memory    resident bytes after saturation, by process
 * @param sent      messages sent once every device's window was full
 * @param samples   Kafka records they left, empty when none are expected
 * @param problems  what was lost, refused or repeated, each a sentence
 */
record Result(String contender, Optional<Duration> startUp, Stretch paced, Stretch saturated, Map<String, Long> memory,
        long sent,
        Optional<Long> samples, List<String> problems) {

    static List<String> problems(List<Phase> phases, Optional<Long> samples) {
        var problems = new ArrayList<String>();
        long sent = phases.stream().mapToLong(Phase::sent).sum();
        long lost = sent - phases.stream().mapToLong(Phase::answered).sum();
        complain(problems, lost, "answers lost");
        complain(problems, phases.stream().mapToLong(Phase::refused).sum(), "messages answered with an error");
        complain(problems, phases.stream().mapToLong(Phase::duplicates).sum(), "answers repeated");
        complain(problems, phases.get(phases.size() - 1).unacknowledged(), "messages never acknowledged by the broker");
        samples.ifPresent(count -> complain(problems, sent - count, "samples missing in Kafka (negative: repeated)"));
        return problems;
    }

    private static void complain(List<String> problems, long count, String what) {
        if (count != 0) {
            problems.add(count + " " + what);
        }
    }
}
