package io.bactrian.cloud.training.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.bactrian.cloud.training.evaluation.Rules.Accept;
import io.bactrian.cloud.training.evaluation.Verdict.Measured;

/**
 * Compares a candidate with the serving version on held-out examples, and decides. It must be measured on enough blocks and on every label;
 * then a paired test over blocks must show, over all and over no group of devices the contrary, that it is not worse.
 */
final class Judge {
    private static final int MOST_GROUPS = 50;

    private final HoldOut by;
    private final Rules rules;
    private final Contest contest;

    /** @param by says what a block is */
    Judge(HoldOut by, Rules rules, Contest contest) {
        this.by = by;
        this.rules = rules;
        this.contest = contest;
    }

    Verdict decide(Set<String> devicesHeldOut) {
        Map<String, Measured> measured = measured(devicesHeldOut);
        String unmeasured = unmeasured();
        if (unmeasured != null) {
            return new Verdict(false, unmeasured, null, null, null, null, measured);
        }
        Losses losses = contest.losses(by);
        PairedTest test = PairedTest.of(losses, rules.confidence(), rules.seed());
        String worse = contest.servingIsKnown() ? worse(losses, test) : worseThanConstant(test);
        worse = worse == null ? worseGroup() : worse;
        return new Verdict(worse == null, worse == null ? "accepted: " + described(losses, test) : worse, test.difference(),
                test.least(), test.most(), contest.agreement(), measured);
    }

    /** Null where there is enough to decide. */
    private String unmeasured() {
        Losses losses = contest.losses(by);
        if (losses.blocks() < rules.blocks()) {
            return "not measured: %d blocks of trusted labels are held out; expected %d. Label more samples, at other times or of other devices, or lower evaluation.blocks or evaluation.block"
                    .formatted(losses.blocks(), rules.blocks());
        }
        List<String> missing = new ArrayList<>();
        for (String label : contest.needed(rules)) {
            int stratum = contest.strata().indexOf(label);
            if (stratum < 0 || losses.blocks(stratum) < Rules.BLOCKS_OF_A_LABEL) {
                missing.add("'" + label + "' (" + (stratum < 0 ? 0 : losses.blocks(stratum)) + ")");
            }
        }
        return missing.isEmpty()
                ? null
                : "not measured: held-out blocks with the label %s; expected %d of each. Label more of them, or name what must be measured in evaluation.labels"
                        .formatted(String.join(", ", missing), Rules.BLOCKS_OF_A_LABEL);
    }

    private String worse(Losses losses, PairedTest test) {
        double margin = contest.margin(rules, losses);
        if (rules.accept() == Accept.BETTER) {
            return test.most() < 0 ? null : "not better: " + described(losses, test);
        }
        if (test.difference() > 0) {
            return "worse: " + described(losses, test);
        }
        return test.most() <= margin
                ? null
                : "perhaps worse by more than %s: %s".formatted(number(margin), described(losses, test));
    }

    private String worseThanConstant(PairedTest test) {
        return test.most() < 0
                ? null
                : "there is no serving version, and it is not better than always answering the same: the difference of %s may be %s"
                        .formatted(contest.lossName(), number(test.most()));
    }

    /** Beyond the margin in a group, with the confidence shared by all groups. */
    private String worseGroup() {
        Map<String, Contest> groups = groups();
        Rules shared = rules.with(1 - (1 - rules.confidence()) / Math.max(1, groups.size()));
        for (Map.Entry<String, Contest> each : groups.entrySet()) {
            Losses losses = each.getValue().losses(by);
            if (losses.blocks() >= rules.blocks()) {
                PairedTest test = PairedTest.of(losses, shared.confidence(), rules.seed());
                if (test.least() > contest.margin(rules, losses)) {
                    return "worse for the devices of group '%s': %s".formatted(each.getKey(), described(losses, test));
                }
            }
        }
        return null;
    }

    private Map<String, Contest> groups() {
        Set<String> names = new TreeSet<>(contest.examples().stream().map(Example::group).toList());
        Map<String, Contest> groups = new TreeMap<>();
        if (names.size() > 1) {
            names.stream().limit(MOST_GROUPS).forEach(name -> groups.put(name, part(each -> each.group().equals(name))));
        }
        return groups;
    }

    private Map<String, Measured> measured(Set<String> devicesHeldOut) {
        Map<String, Contest> parts = new LinkedHashMap<>();
        parts.put("all", contest);
        if (!devicesHeldOut.isEmpty()) {
            parts.put("time", part(each -> !devicesHeldOut.contains(each.device())));
            parts.put("devices", part(each -> devicesHeldOut.contains(each.device())));
        }
        groups().forEach((name, group) -> parts.put("group " + name, group));
        Map<String, Measured> measured = new LinkedHashMap<>();
        parts.forEach((name, part) -> measured.put(name,
                new Measured(part.examples().size(), part.losses(by).blocks(), part.candidateMetrics(),
                        part.servingMetrics())));
        return measured;
    }

    private Contest part(Predicate<Example> which) {
        return contest.part(IntStream.range(0, contest.examples().size())
                .filter(i -> which.test(contest.examples().get(i))).toArray());
    }

    private String described(Losses losses, PairedTest test) {
        return "%s %s, %s %s; with %s confidence each, the difference is above %s and below %s, over %d blocks".formatted(
                contest.lossName(), number(losses.candidateLoss()), contest.opponent(), number(losses.servingLoss()),
                number(rules.confidence()), number(test.least()), number(test.most()), losses.blocks());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
