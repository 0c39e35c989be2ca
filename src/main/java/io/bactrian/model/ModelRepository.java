package io.bactrian.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The models below one folder, {@code <name>/<version>/model.yaml} with {@code model.onnx}; of several versions the highest.
 * A model once read stays as it was read. One that is missing or cannot be read is looked for again, every few seconds at
 * most. Any thread.
 */
public final class ModelRepository implements ServingModels {
    private static final long LOOK_AGAIN_NANOS = 2_000_000_000L;

    private final Path dir;
    private final Map<String, Manifest> models = new ConcurrentHashMap<>();
    private final Map<String, String> broken = new ConcurrentHashMap<>();
    private final AtomicLong lookedAt = new AtomicLong();
    private final Surveyor surveyor;

    public ModelRepository(Path dir) {
        this.dir = dir;
        this.surveyor = new Surveyor(dir);
        scan();
    }

    /**
     * Looks at the folder once: a listing a model and a few stats a version. A version is handed out once its files are there and
     * are as they were at the call before; at the first call, once they are older than two seconds. To be called about once a
     * second, by one thread. Never throws for what vanishes meanwhile.
     */
    public Survey survey() {
        return surveyor.survey();
    }

    /**
     * @return the model's manifest, or empty when there is no folder of that name
     * @throws ModelUnavailable when the folder is there but cannot be used
     */
    public Optional<Manifest> find(String name) {
        Manifest known = models.get(name);
        if (known == null && lookAgain()) {
            scan();
            known = models.get(name);
        }
        String reason = known == null ? broken.get(name) : null;
        if (reason != null) {
            throw new ModelUnavailable("model '" + name + "': " + reason, null);
        }
        return Optional.ofNullable(known);
    }

    @Override
    public Optional<Choice> choose(String model, String device, Integer version) {
        return find(model).map(manifest -> new Choice(manifest, null));
    }

    @Override
    public java.util.Set<String> names() {
        return models().keySet();
    }

    /** The models that can be used, by name. */
    public Map<String, Manifest> models() {
        return new TreeMap<>(models);
    }

    /** The models that cannot be used, by name, with the reason. */
    public Map<String, String> broken() {
        return new TreeMap<>(broken);
    }

    private boolean lookAgain() {
        long last = lookedAt.get();
        return System.nanoTime() - last > LOOK_AGAIN_NANOS && lookedAt.compareAndSet(last, System.nanoTime());
    }

    private synchronized void scan() {
        lookedAt.set(System.nanoTime());
        for (Path model : folders(dir)) {
            String name = model.getFileName().toString();
            if (!models.containsKey(name)) {
                read(name, model);
            }
        }
    }

    private void read(String name, Path model) {
        Optional<Path> newest = folders(model).stream().filter(ModelRepository::isVersion)
                .max(Comparator.comparingLong(version -> Long.parseLong(version.getFileName().toString())));
        if (newest.isEmpty()) {
            broken.put(name, model + " has no version; expected a folder named by a whole number, such as 1");
            return;
        }
        try {
            models.put(name, LegacyManifestFile.read(name, newest.get().getFileName().toString(), newest.get()));
            broken.remove(name);
        } catch (IOException e) {
            broken.put(name, e.getMessage());
        }
    }

    private static boolean isVersion(Path dir) {
        return dir.getFileName().toString().matches("\\d{1,18}");
    }

    private static List<Path> folders(Path dir) {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(Files::isDirectory).filter(entry -> !entry.getFileName().toString().startsWith(".")).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
