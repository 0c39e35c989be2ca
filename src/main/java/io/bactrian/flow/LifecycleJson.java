package io.bactrian.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.model.LoadedVersion;
import io.bactrian.model.RequestStats;
import io.bactrian.model.VersionFiles;
import io.bactrian.rollout.ModelConflictException;
import io.bactrian.rollout.ModelControl;
import io.bactrian.rollout.ModelStatus.VersionStatus;

/** A model and its versions' lives as JSON: their states, what has happened to them, what those in memory do, which have a training report. */
record LifecycleJson(ModelControl models) {
    private static final double NANOS = 1e9;
    private static final int MOST_FILES = 100;

    ObjectNode of(String model) throws ModelConflictException {
        ObjectNode node = ModelJson.model(models.status(model));
        ArrayNode events = node.putArray("events");
        models.history(model).forEach(event -> events.add(ModelJson.event(event)));
        ArrayNode inMemory = node.putArray("inMemory");
        models.inMemory(model).forEach(version -> inMemory.add(loaded(version)));
        ArrayNode reports = node.putArray("reports");
        for (VersionStatus version : models.status(model).versions()) {
            if (hasReport(model, version.version())) {
                reports.add(Integer.toString(version.version()));
            }
        }
        return node;
    }

    private boolean hasReport(String model, int version) {
        try {
            return TrainingReport.exists(models.files(model, version));
        } catch (ModelConflictException e) {
            return false;
        }
    }

    private static ObjectNode loaded(LoadedVersion version) {
        RequestStats.Reading done = version.requests().read();
        long nanos = done.batches().values().stream().mapToLong(runs -> runs.input() + runs.infer() + runs.output()).sum();
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("version", Integer.toString(version.version()))
                .put("provider", version.provider().text())
                .put("checkedSeconds", version.latencyNanos() / NANOS).put("messages", done.inferences())
                .put("errors", version.stats().read().errors());
        if (done.inferences() > 0) {
            node.put("secondsAMessage", nanos / NANOS / done.inferences());
        }
        long bytes = bytes(version.files());
        if (bytes > 0) {
            node.put("fileBytes", bytes);
        }
        return node;
    }

    /** Of the files in the version's folder; 0 where they cannot be read any more. */
    private static long bytes(VersionFiles version) {
        try (Stream<Path> files = Files.list(version.folder())) {
            List<Path> some = files.limit(MOST_FILES).filter(Files::isRegularFile).toList();
            long sum = 0;
            for (Path file : some) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }
}
