package io.bactrian.cloud.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;

import org.junit.jupiter.api.Test;

import io.bactrian.cloud.training.evaluation.Rules.Accept;

class JudgeTest {
    private static final HoldOut BY = new HoldOut(0.3, 0.2, Duration.ofSeconds(100), Duration.ZERO);
    private static final Rules RULES = new Rules(Accept.NOT_WORSE, 0.01, 0.95, 10, Set.of("normal"), List.of(), 1);
    private static final int BLOCKS = 40;
    private static final int A_BLOCK = 25;

    private final List<Example> examples = new ArrayList<>();

    JudgeTest() {
        for (int i = 0; i < BLOCKS * A_BLOCK; i++) {
            int block = i / A_BLOCK;
            Example example = Examples.at("pump-" + block % 4, 100L * block + i % A_BLOCK,
                    block % 4 == 0 || i % A_BLOCK == 0 ? "anomaly" : "normal");
            examples.add(new Example(example.id(), example.device(), example.at(), block % 4 < 2 ? "north" : "south",
                    example.label(), Double.NaN, true, 1, "1", example.inputs()));
        }
    }

    /** @param right whether the example at a place is answered rightly; the random numbers are the same for each version */
    private Answers answers(List<Example> all, BiPredicate<Integer, Random> right) {
        Random random = new Random(1);
        Answers answers = Answers.constant(null, 0, all.size());
        for (int i = 0; i < all.size(); i++) {
            boolean alarm = all.get(i).label().equals("anomaly") == right.test(i, random);
            answers.labels()[i] = alarm ? "anomaly" : "normal";
            answers.scores()[i] = alarm ? 2 : 0.5;
        }
        return answers;
    }

    private Verdict verdict(Rules rules, BiPredicate<Integer, Random> candidate, BiPredicate<Integer, Random> serving) {
        return new Judge(BY, rules, LabelContest.alarms(examples, answers(examples, candidate), answers(examples, serving),
                rules.normal(), true)).decide(Set.of());
    }

    private static BiPredicate<Integer, Random> rightIn(double share) {
        return (place, random) -> random.nextDouble() < share;
    }

    @Test
    void theSameAnswersAreAcceptedAsNotWorseAndRejectedAsNotBetter() {
        assertThat(verdict(RULES, rightIn(0.9), rightIn(0.9)).accepted()).isTrue();
        Rules better = new Rules(Accept.BETTER, 0.01, 0.95, 10, Set.of("normal"), List.of(), 1);
        assertThat(verdict(better, rightIn(0.9), rightIn(0.9)).reason()).startsWith("not better: ");
        assertThat(verdict(better, rightIn(0.95), rightIn(0.85)).accepted()).isTrue();
    }

    @Test
    void aCandidateThatIsWrongMoreOftenIsRejectedWithTheNumbers() {
        Verdict verdict = verdict(RULES, rightIn(0.8), rightIn(0.9));
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.reason()).startsWith("worse: mean error rate of the labels 0.").contains("serving version 0.",
                "over 40 blocks");
        assertThat(verdict.difference()).isGreaterThan(0.05);
    }

    /** Each is wrong where the other is right: the means are alike, and nobody knows which is better. */
    @Test
    void aCandidateThatMayBeMuchWorseIsRejectedThoughItsMeanIsNotLarger() {
        Verdict verdict = verdict(RULES, (place, random) -> place / A_BLOCK % 8 >= 4 || place % A_BLOCK > 7,
                (place, random) -> place / A_BLOCK % 8 < 4 || place % A_BLOCK > 7);
        assertThat(verdict.reason()).startsWith("perhaps worse by more than 0.01");
    }

    @Test
    void aCandidateThatIsBetterForMostAndWorseForOneGroupIsRejected() {
        Verdict verdict = verdict(RULES,
                (place, random) -> examples.get(place).group().equals("north")
                        ? random.nextDouble() < 0.99
                        : random.nextDouble() < 0.8,
                (place, random) -> examples.get(place).group().equals("north")
                        ? random.nextDouble() < 0.5
                        : random.nextDouble() < 0.99);
        assertThat(verdict.difference()).isNegative();
        assertThat(verdict.reason()).startsWith("worse for the devices of group 'south': ");
        assertThat(verdict.measured()).containsKeys("all", "group north", "group south");
    }

    @Test
    void errorsOfARareLabelCountAsMuchAsThoseOfAFrequentOne() {
        Verdict verdict = verdict(RULES, (place, random) -> examples.get(place).label().equals("normal"),
                (place, random) -> random.nextDouble() < 0.75);
        assertThat(verdict.measured().get("all").candidate()).containsEntry("mar", 1.0).containsEntry("far", 0.0);
        assertThat(verdict.accepted()).as("it never raises an alarm").isFalse();
    }

    @Test
    void tooFewBlocksDecideNothing() {
        examples.subList(9 * A_BLOCK, examples.size()).clear();
        assertThat(verdict(RULES, rightIn(1), rightIn(0.5)).reason()).startsWith("not measured: 9 blocks");
    }

    @Test
    void aLabelThatIsNotHeldOutIsNotMeasured() {
        examples.replaceAll(each -> Examples.at(each.device(), each.at().getEpochSecond() - Examples.BEGIN.getEpochSecond(),
                "normal"));
        assertThat(verdict(RULES, rightIn(1), rightIn(0.5)).reason())
                .startsWith("not measured: held-out blocks with the label 'anomaly' (0)");
    }

    @Test
    void withoutAServingVersionACandidateMustBeBetterThanOneConstantAnswer() {
        Answers constant = Answers.constant("normal", 0, examples.size());
        Judge never = new Judge(BY, RULES,
                LabelContest.alarms(examples, constant, constant, Set.of("normal"), false));
        assertThat(never.decide(Set.of()).reason()).startsWith("there is no serving version");
        Judge good = new Judge(BY, RULES,
                LabelContest.alarms(examples, answers(examples, rightIn(0.9)), constant, Set.of("normal"), false));
        assertThat(good.decide(Set.of()).accepted()).isTrue();
        assertThat(good.decide(Set.of()).measured().get("all").serving()).isEmpty();
    }

    @Test
    void numbersAreJudgedByTheirMeanErrorAndNoNumberIsALargeError() {
        List<Example> numbers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            numbers.add(Examples.valued("pump", 10L * i, i % 10));
        }
        Answers near = Answers.constant(null, 4.5, 400);
        Answers nearer = Answers.constant(null, 4.5, 400);
        Answers broken = Answers.constant(null, 4.5, 400);
        for (int i = 0; i < 400; i++) {
            nearer.scores()[i] = i % 10 + 0.5;
            broken.scores()[i] = i % 3 == 0 ? Double.NaN : i % 10;
        }
        assertThat(new Judge(BY, RULES, new NumberContest(numbers, nearer, near, true)).decide(Set.of()).accepted()).isTrue();
        assertThat(new Judge(BY, RULES, new NumberContest(numbers, broken, near, true)).decide(Set.of()).reason())
                .startsWith("worse: mean absolute error 6");
    }

    @Test
    void weightsSayHowManyMessagesAnExampleStandsFor() {
        List<Example> weighted = List.of(Examples.at("pump", 1, "normal", true, 9), Examples.at("pump", 2, "normal", true, 1),
                Examples.at("pump", 3, "anomaly", true, 1));
        Answers answers = new Answers(new String[]{"normal", "anomaly", "anomaly"}, new double[]{0.1, 1.5, 1.4});
        assertThat(LabelContest.alarms(weighted, answers, answers, Set.of("normal"), true).candidateMetrics())
                .containsEntry("far", 0.1).containsEntry("mar", 0.0).containsEntry("auc", 0.9).containsEntry("f1", 2.0 / 3);
    }

    @Test
    void theSameExamplesAndSeedGiveTheSameInterval() {
        assertThat(verdict(RULES, rightIn(0.8), rightIn(0.9))).isEqualTo(verdict(RULES, rightIn(0.8), rightIn(0.9)));
    }
}
