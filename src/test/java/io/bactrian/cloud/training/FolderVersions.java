package io.bactrian.cloud.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.commons.io.file.PathUtils;

import io.bactrian.cloud.training.plan.TrainingPlan.Deployment;

/** A pool of one model in a folder, which stays over restarts of a training. */
final class FolderVersions implements Versions {
    final List<String> deployed = new CopyOnWriteArrayList<>();
    private final Path dir;
    private final Map<String, Integer> made = new LinkedHashMap<>();
    private int newest;
    volatile Runnable afterAdding = () -> {
    };

    FolderVersions(Path dir) {
        this.dir = dir;
    }

    /** Puts a version there, which serves. */
    synchronized void serve(Path folder) throws IOException {
        newest++;
        PathUtils.copyDirectory(folder, dir.resolve(Integer.toString(newest)));
    }

    synchronized int newest() {
        return newest;
    }

    @Override
    public synchronized OptionalInt serving(String model) {
        return newest == 0 ? OptionalInt.empty() : OptionalInt.of(1);
    }

    @Override
    public boolean copy(String model, int version, Path into) throws IOException {
        Path folder = dir.resolve(Integer.toString(version));
        if (Files.isDirectory(folder)) {
            PathUtils.copyDirectory(folder, into);
        }
        return Files.isDirectory(folder);
    }

    @Override
    public synchronized OptionalInt madeBy(String model, String training) {
        return made.containsKey(training) ? OptionalInt.of(made.get(training)) : OptionalInt.empty();
    }

    @Override
    public synchronized int add(Accepted accepted) throws IOException {
        newest++;
        PathUtils.copyDirectory(accepted.folder(), dir.resolve(Integer.toString(newest)));
        made.put(accepted.training(), newest);
        afterAdding.run();
        return newest;
    }

    @Override
    public void deploy(String model, int version, Deployment deployment, Instant until, String by) {
        deployed.add(model + " " + version);
    }
}
