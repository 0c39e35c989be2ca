package io.bactrian.cloud.training;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.cloud.training.TrainingSamples.Row;
import io.bactrian.cloud.training.command.CommandFailed;
import io.bactrian.cloud.training.command.CommandRun;
import io.bactrian.cloud.training.evaluation.Example;
import io.bactrian.cloud.training.evaluation.HoldOut.Partition;
import io.bactrian.cloud.training.plan.TrainingPlan;
import io.bactrian.cloud.training.plan.TrainingPlan.Command;

/** Makes a candidate by the user's command: held-out samples are not shown to it. */
final class CandidateCommand {
    private final TrainingPlan plan;
    private final Command command;
    private final TrainingSamples data;

    CandidateCommand(TrainingPlan plan, Command command, TrainingSamples data) {
        this.plan = plan;
        this.command = command;
        this.data = data;
    }

    /**
     * @param serving the serving version's folder, or null
     * @return the version's folder, below {@code folder}
     */
    Path make(Partition partition, Path folder, Path serving, Instant now)
            throws NoCandidate, IOException, InterruptedException {
        write(partition, folder.resolve("data.jsonl"), now);
        CommandRun run = new CommandRun(command.command(), folder, command.timeout(), command.maxBytes());
        try {
            run.run(Map.of("BACTRIAN_MODEL", plan.model(), "BACTRIAN_SERVING", serving == null ? "" : serving.toString()));
            return run.out();
        } catch (CommandFailed e) {
            throw new NoCandidate(e.getMessage() + ". Its output is in " + folder.resolve("output.txt"));
        } finally {
            Files.deleteIfExists(folder.resolve("data.jsonl"));
        }
    }

    /** A sample a line, as the topic has it, with {@code label}, {@code value}, {@code by} and {@code weight} beside. */
    private void write(Partition partition, Path file, Instant now) throws IOException {
        Map<String, Double> weights = partition.training().stream()
                .collect(Collectors.toMap(each -> key(each.device(), each.id()), Example::trainingWeight,
                        (one, other) -> one, HashMap::new));
        try (OutputStream out = Files.newOutputStream(file)) {
            data.read(plan.model(), now.minus(plan.age()), now, row -> {
                Double weight = weights.get(key(row.device(), row.id()));
                if (weight != null) {
                    out.write(TrainingStore.JSON.writeValueAsBytes(line(row, weight)));
                    out.write('\n');
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ObjectNode line(Row row, double weight) {
        ObjectNode line = row.json().deepCopy();
        line.put("id", row.id()).put("device", row.device()).put("at", row.at().toString()).put("label", row.label())
                .put("value", row.value()).put("by", row.by()).put("weight", weight);
        return line;
    }

    private static String key(String device, String id) {
        return device + '\n' + id;
    }
}
