package io.bactrian.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.bactrian.enrich.DeviceFile;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.manifest.Golden;
import io.bactrian.model.manifest.VersionReader;
import io.bactrian.model.repository.RepositoryScanner;
import io.bactrian.model.repository.RepositorySnapshot;

/** What is wrong with the folder of models, as far as that can be seen without running one, and which models are missing. */
final class ModelsCheck {
    private final Settings settings;
    private final Path dir;

    ModelsCheck(Settings settings) {
        this.settings = settings;
        this.dir = settings.configuration().models().dir().toAbsolutePath();
    }

    List<Mistake> mistakes() {
        if (settings.configuration().role() != Role.EDGE || Files.exists(dir) && !Files.isDirectory(dir)) {
            return List.of();
        }
        RepositoryScanner scanner = new RepositoryScanner(dir);
        scanner.scan();
        Map<String, List<RepositorySnapshot.Found>> models = scanner.scan().models();
        List<Mistake> mistakes = new ArrayList<>();
        models.forEach((name, versions) -> versions.forEach(version -> version(name, version, mistakes)));
        Set<String> there = new TreeSet<>(models.keySet());
        there.removeIf(name -> models.get(name).isEmpty());
        if (!settings.kubernetes()) {
            missing(there, mistakes);
        }
        return mistakes;
    }

    private void version(String name, RepositorySnapshot.Found found, List<Mistake> mistakes) {
        String folder = dir.resolve(name).resolve(Integer.toString(found.version())).toString();
        if (found.files() == null) {
            mistakes.add(Mistake.of(Mistake.Part.MODELS, folder, folder + ": " + found.incomplete()));
            return;
        }
        try {
            check(found.files());
        } catch (ModelRejectedException e) {
            e.problems().forEach(
                    problem -> mistakes.add(Mistake.of(Mistake.Part.MODELS, folder, folder + ": " + problem)));
        } catch (IOException | RuntimeException e) {
            mistakes.add(Mistake.of(Mistake.Part.MODELS, folder, folder + " cannot be read: " + Causes.reason(e)));
        }
    }

    private void check(VersionFiles files) throws IOException, ModelRejectedException {
        files.mustBeInside();
        Manifest manifest = VersionReader.manifest(files, settings.configuration().models().maxBytes().asLongValue());
        if (files.golden() != null) {
            Golden.read(files.golden(), manifest);
        }
    }

    /** What {@link DefaultModel} would say once the folder is read, and models that only the device directory has. */
    private void missing(Set<String> there, List<Mistake> mistakes) {
        boolean deviceFile = settings.configuration().devices().file().isPresent();
        NoDefault no = NoDefault.of(dir, deviceFile, settings.configuration().models().standard().orElse(null),
                List.copyOf(there));
        if (no != null) {
            mistakes.add(Mistake.missing(Mistake.Part.MODELS, dir.toString(), no.problem() + ". " + no.remedy()));
        }
        if (deviceFile && !there.isEmpty()) {
            named().stream().filter(model -> !there.contains(model)).sorted()
                    .forEach(model -> mistakes.add(Mistake.missing(Mistake.Part.MODELS, model,
                            "devices have the model '" + model
                                    + "', and " + dir + " holds " + there
                                    + ": put it there, or correct the device directory")));
        }
    }

    /** None where the directory cannot be read: that is said already. */
    private Set<String> named() {
        try {
            return new DeviceFile(settings.configuration().devices().file().get()).directory().models();
        } catch (IOException e) {
            return Set.of();
        }
    }
}
