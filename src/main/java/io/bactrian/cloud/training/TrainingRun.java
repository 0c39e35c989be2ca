package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.bactrian.cloud.training.ModelTraining.Pending;
import io.bactrian.cloud.training.SampleCollector.Collected;
import io.bactrian.cloud.training.TrainingRecord.Used;
import io.bactrian.cloud.training.Versions.Accepted;
import io.bactrian.cloud.training.evaluation.Example;
import io.bactrian.cloud.training.evaluation.HoldOut.Partition;
import io.bactrian.cloud.training.evaluation.Verdict;
import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.cloud.training.plan.TrainingPlan.Command;
import io.bactrian.cloud.training.plan.TrainingPlan.Fit;
import io.bactrian.infer.onnx.OnnxModel;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.text.Durations;

/** One training, from the samples to the pool. Used by one thread, once. */
final class TrainingRun {
    private final TrainingPlan plan;
    private final Pending pending;
    private final TrainingSamples data;
    private final Versions versions;
    private final Path folder;
    private final long maxBytes;
    private final Clock clock;
    private Used used = new Used(0, 0, 0, 0, 0);
    private Integer serving;

    /**
     * @param folder   its own, empty
     * @param maxBytes the most that a model may have
     */
    TrainingRun(TrainingPlan plan, Pending pending, TrainingSamples data, Versions versions, Path folder, long maxBytes,
            Clock clock) {
        this.plan = plan;
        this.pending = pending;
        this.data = data;
        this.versions = versions;
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /** Never announces twice: a version that an earlier start has put into the pool is its result. */
    TrainingRecord run() throws IOException, InterruptedException {
        OptionalInt made = versions.madeBy(plan.model(), pending.id());
        if (made.isPresent()) {
            return ended(Outcome.ACCEPTED, "accepted before a restart" + deployed(made.getAsInt()), made.getAsInt(), null);
        }
        try {
            return train();
        } catch (NoCandidate e) {
            return ended(Outcome.FAILED, e.getMessage(), null, null);
        } catch (ModelRejectedException e) {
            return ended(Outcome.REJECTED, "the candidate is no version that an edge would serve: " + e.getMessage(), null,
                    null);
        }
    }

    private TrainingRecord train() throws IOException, InterruptedException, NoCandidate, ModelRejectedException {
        Instant now = clock.instant();
        Collected collected = SampleCollector.collect(data, plan, now);
        used = new Used(collected.seen(), collected.unusable(), 0, 0, 0);
        if (collected.examples().isEmpty()) {
            throw new NoCandidate(collected.unusable() > 0
                    ? "none of %d labelled samples can be used; the last one, %s".formatted(collected.seen(),
                            collected.reason())
                    : "there is no labelled sample of the last %s; label some, or lengthen data.age"
                            .formatted(Durations.text(plan.age())));
        }
        VersionFolder served = serving(collected.version());
        try (OnnxModel against = served == null ? null : served.open(maxBytes)) {
            List<Example> examples = against == null
                    ? collected.examples()
                    : fitting(collected.examples(), against.manifest());
            long unusable = collected.unusable() + collected.examples().size() - examples.size();
            return judged(partition(collected.seen(), unusable, examples), served, against, now);
        }
    }

    /** One that the serving version could not have been given stops no training, unless most are like that. */
    private static List<Example> fitting(List<Example> examples, Manifest serving) {
        List<Example> fitting = examples.stream().filter(each -> each.inputs().fit(serving)).toList();
        return 2 * fitting.size() < examples.size() ? examples : fitting;
    }

    private Partition partition(long seen, long unusable, List<Example> examples) throws NoCandidate {
        Partition partition = plan.evaluation().by().split(examples);
        used = new Used(seen, unusable, partition.training().size(), partition.heldOut().size(), partition.dropped());
        if (partition.training().isEmpty() || partition.heldOut().isEmpty()) {
            throw new NoCandidate(
                    "of %d labelled samples %d are to train and %d to judge; expected some of each: label samples of more devices and times, or correct trusted and evaluation"
                            .formatted(examples.size(), partition.training().size(), partition.heldOut().size()));
        }
        return partition;
    }

    /** Null where no version has answered yet. */
    private VersionFolder serving(String answered) throws NoCandidate, IOException {
        OptionalInt known = versions.serving(plan.model());
        if (known.isEmpty() && !answered.matches("[1-9][0-9]{0,8}")) {
            return null;
        }
        serving = known.isPresent() ? known.getAsInt() : Integer.parseInt(answered);
        Path place = folder.resolve("serving");
        if (!versions.copy(plan.model(), serving, place)) {
            throw new NoCandidate(
                    "version %d serves, and the pool does not have it: a candidate cannot be compared with it. Upload that version's folder to the pool"
                            .formatted(serving));
        }
        return new VersionFolder(plan.model(), serving, place);
    }

    private TrainingRecord judged(Partition partition, VersionFolder served, OnnxModel against, Instant now)
            throws IOException, InterruptedException, NoCandidate, ModelRejectedException {
        Path made = plan.method() instanceof Fit fit
                ? new CandidateFit(plan, fit, against == null ? null : against.manifest(),
                        served == null ? null : served.manifest()).make(partition, folder, now)
                : new CandidateCommand(plan, (Command) plan.method(), data).make(partition, folder,
                        served == null ? null : served.folder(), now);
        VersionFolder fresh = new VersionFolder(plan.model(), serving == null ? 1 : serving + 1, made);
        fresh.mustHaveGolden();
        try (OnnxModel candidate = fresh.open(maxBytes)) {
            Verdict verdict = plan.evaluation().of(partition, candidate, against);
            if (!verdict.accepted()) {
                return ended(Outcome.REJECTED, verdict.reason(), null, verdict);
            }
            if (plan.method() instanceof Fit) {
                ExpectedAgreement.write(made.resolve("model.yaml"), verdict.better() ? 0.0 : verdict.agreement());
            }
            Map<String, Double> metrics = verdict.measured().get("all").candidate();
            int version = versions.add(new Accepted(plan.model(), pending.id(), made, CandidateFit.described(partition),
                    metrics, candidate.latencyNanos(), verdict.reason()));
            if (serving != null && version == serving) {
                return ended(Outcome.REJECTED, "the candidate has the same files as the serving version", null, verdict);
            }
            return ended(Outcome.ACCEPTED, verdict.reason() + deployed(version), version, verdict);
        }
    }

    /** What is to be said of it. */
    private String deployed(int version) {
        if (!plan.deployment().auto()) {
            return "; to be deployed by a person";
        }
        try {
            Duration within = plan.deployment().within();
            versions.deploy(plan.model(), version, plan.deployment(), within == null ? null : pending.asked().plus(within),
                    "training " + pending.id());
            return "";
        } catch (IOException e) {
            return "; it could not be deployed, and waits for a person: " + e.getMessage();
        }
    }

    /** Of a training that something unforeseen has ended. */
    TrainingRecord failed(String reason) {
        return ended(Outcome.FAILED, reason, null, null);
    }

    private TrainingRecord ended(Outcome outcome, String reason, Integer version, Verdict verdict) {
        return new TrainingRecord(pending.id(), pending.by(), pending.began(), clock.instant(), outcome, reason, version,
                serving, used, verdict);
    }
}
