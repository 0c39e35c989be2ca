package io.bactrian.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

import org.jboss.logging.Logger;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;
import io.bactrian.rollout.ModelStatus;

/**
 * The model that answers all devices where there is no device file: the one that is configured, or the only one there is; once
 * found, that one for as long as it is there. While there is none, or no model at all, messages are held: that is no fault of theirs.
 * {@link #look} from one thread at a time, the rest from any.
 */
final class DefaultModel implements ServingModels {
    /** Stands in the device directory for a model that is not known yet; no model can have that name. */
    static final String UNKNOWN = "*";

    private static final Logger LOG = Logger.getLogger(DefaultModel.class);

    private final ServingModels models;
    private final Path dir;
    private final boolean deviceFile;
    private final Optional<String> configured;
    private volatile String chosen;
    private volatile String problem = "the models folder has not been scanned yet";
    private volatile String remedy;
    private volatile String warning;

    /**
     * @param deviceFile whether a device file says which model answers which device
     * @param configured the model that is to answer all devices otherwise
     */
    DefaultModel(ServingModels models, Path dir, boolean deviceFile, Optional<String> configured) {
        this.models = models;
        this.dir = dir.toAbsolutePath();
        this.deviceFile = deviceFile;
        this.configured = configured;
        this.chosen = configured.orElse(null);
    }

    @Override
    public Optional<VersionSelection> choose(String model, String device, Integer version) {
        String name = model.equals(UNKNOWN) ? chosen : model;
        Optional<VersionSelection> selection = name == null ? Optional.empty() : models.choose(name, device, version);
        String reason = problem;
        if (selection.isEmpty() && (reason != null || !deviceFile)) {
            throw new ModelUnavailable(reason == null ? "model '" + name + "' has just gone" : reason, null);
        }
        return selection;
    }

    @Override
    public SortedMap<Integer, Manifest> answering(String model) {
        return models.answering(model);
    }

    @Override
    public Set<String> names() {
        return models.names();
    }

    /** Chooses anew where that is to be done. */
    void look(List<ModelStatus> status) {
        List<String> there = status.stream().filter(model -> model.serving() != null || !model.versions().isEmpty())
                .map(ModelStatus::name).toList();
        if (!deviceFile && configured.isEmpty() && (chosen == null || !there.contains(chosen))) {
            chosen = there.size() == 1 ? there.get(0) : null;
            if (chosen != null) {
                LOG.infof("Model %s, the only one in %s, answers all devices", chosen, dir);
            }
        }
        NoDefault no = NoDefault.of(dir, deviceFile, chosen, there);
        String now = no == null ? null : no.problem();
        remedy = no == null ? null : no.remedy();
        if (now != null && !now.equals(problem)) {
            LOG.warnf("Messages are held: %s", now);
        } else if (now == null && problem != null) {
            LOG.infof("Models that devices can be answered by: %s", there);
        }
        problem = now;
        warn(there);
    }

    private void warn(List<String> there) {
        String now = deviceFile || configured.isPresent() || chosen == null || there.size() == 1
                ? null
                : chosen + " answers all devices because it was the only model; now there are " + there
                        + ", and after a restart none would: set bactrian.models.default";
        if (now != null && !Objects.equals(now, warning)) {
            LOG.warn(now);
        }
        warning = now;
    }

    /** Why messages are held and what to do, or null. */
    String problem() {
        return problem;
    }

    /** A line to type that mends the problem, or null. */
    String remedy() {
        return remedy;
    }

    /** What will be trouble after a restart, or null. */
    String warning() {
        return warning;
    }

    /** Whether it answers the devices that have no other model. */
    boolean is(String model) {
        return model.equals(chosen);
    }
}
