package io.bactrian.kube;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;

import io.bactrian.enrich.DeviceDirectory;
import io.bactrian.kube.SyncStatus.Source;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Follows this node's Devices and the DeviceModels by polling: a watch through KubeEdge's MetaServer delivers none of their changes
 * and freezes what the node remembers. {@link #sync()} from one thread at a time, waits; the rest from any.
 */
public final class DeviceSync {
    private static final Logger LOG = Logger.getLogger(DeviceSync.class);
    private static final int MOST_LOGGED = 20;
    /** One part in so many. */
    private static final int JITTER = 5;

    private final KubernetesSettings settings;
    private final Followed<DeviceObject> devices;
    private final Followed<ModelObject> models;
    private final DirectoryCopy copy;
    private final DirectoryBuilder builder;
    private final Consumer<DeviceDirectory> out;
    private final Clock clock;
    private final SyncCounters counters = new SyncCounters();
    private Map<String, String> unanswered = Map.of();
    private boolean unwritten;
    private volatile SyncStatus status = new SyncStatus(Source.NONE, null, 0, 0, null, null, Map.of());

    /** @param out gets the directory, at once where there is a copy on disk, and after each change */
    public DeviceSync(KubernetesSettings settings, Supplier<KubernetesClient> client, Consumer<DeviceDirectory> out,
            Clock clock) {
        this.settings = settings;
        ListReader reader = new ListReader(new ClusterClient(client, settings.patience()), settings.namespace());
        this.devices = new Followed<>(reader, Resource.of("devices"),
                device -> settings.node().equals(ObjectReader.node(device)),
                ObjectReader::device);
        this.models = new Followed<>(reader, Resource.of("devicemodels"), model -> true, ObjectReader::model);
        this.copy = new DirectoryCopy(settings.dir());
        this.builder = new DirectoryBuilder(settings.standard());
        this.out = out;
        this.clock = clock;
        restore();
    }

    /** What holds until there is a first directory. */
    public static DeviceDirectory missing() {
        return DeviceDirectory
                .missing("which devices this node has is not known yet: the cluster has not answered, and there is no "
                        + "copy on disk; check devices of readiness says why");
    }

    private void restore() {
        DirectoryCopy.Content content = copy.read(settings.node());
        if (content != null) {
            devices.restore(content.deviceRevision(), content.devices());
            models.restore(content.modelRevision(), content.models());
            publish();
            status = new SyncStatus(Source.DISK, content.seen(), content.devices().size(), 0, null, null, unanswered);
            LOG.infof("Devices: %d from the copy on disk; the cluster last confirmed them at %s", content.devices().size(),
                    content.seen());
        }
    }

    /** How long to wait before the next poll, beside the interval, so that nodes do not ask all at once; nothing before the first. */
    public long jitterMillis() {
        boolean first = counters.cloud() + counters.local() + counters.failures() == 0;
        return first ? 0 : ThreadLocalRandom.current().nextLong(settings.interval().toMillis() / JITTER + 1);
    }

    public SyncStatus status() {
        return status;
    }

    public SyncCounters counters() {
        return counters;
    }

    /** One poll. Failures are logged once and kept in the status. */
    public void sync() {
        String trouble = null;
        try {
            devices.poll();
            models.poll();
            devices.remember(key -> true);
            Set<String> used = devices.kept().objects().values().stream().map(DeviceObject::modelKey).filter(Objects::nonNull)
                    .collect(Collectors.toSet());
            models.remember(used::contains);
            counters.answered(isCloud(), devices.stale() + models.stale());
        } catch (IOException | RuntimeException e) {
            trouble = e instanceof IOException ? e.getMessage() : e.toString();
            counters.failed();
        }
        if ((devices.changed() | models.changed()) && known()) {
            publish();
            unwritten = true;
        }
        conclude(trouble);
    }

    private boolean isCloud() {
        return devices.cloud() && models.cloud();
    }

    /** An empty answer of the node's memory does not say that there are no devices. */
    private boolean known() {
        return devices.kept().revision() > 0 || !devices.kept().objects().isEmpty();
    }

    private void publish() {
        DirectoryBuilder.Built built = builder.build(devices.kept().objects(), models.kept().objects());
        unanswered = built.problems();
        out.accept(built.directory());
    }

    private void conclude(String trouble) {
        SyncStatus before = status;
        Instant confirmed = trouble == null && isCloud() ? clock.instant() : before.confirmed();
        Source source = !known() ? Source.NONE : trouble != null ? before.source() : isCloud() ? Source.CLOUD : Source.LOCAL;
        Map<String, String> problems = new TreeMap<>(unanswered);
        problems.putAll(models.problems("DeviceModel"));
        problems.putAll(devices.problems("Device"));
        status = new SyncStatus(source, confirmed, devices.kept().objects().size(), devices.unusable() + models.unusable(),
                trouble, write(confirmed), problems);
        report(before, status);
    }

    /** Why the copy on disk is not up to date, or null; it is written again at the next poll. */
    private String write(Instant confirmed) {
        if (unwritten) {
            try {
                copy.write(new DirectoryCopy.Content(settings.node(), confirmed, devices.kept().revision(),
                        List.copyOf(devices.kept().objects().values()), models.kept().revision(),
                        List.copyOf(models.kept().objects().values())));
                unwritten = false;
            } catch (IOException | RuntimeException e) {
                return settings.dir().toAbsolutePath() + " cannot be written: " + e
                        + "; a restart without the cluster would not know the devices as they are now: make the folder "
                        + "writable, or set bactrian.kubernetes.dir to one that is";
            }
        }
        return null;
    }

    private static void report(SyncStatus before, SyncStatus now) {
        if (now.trouble() != null && before.trouble() == null) {
            LOG.warnf("Devices: %s. What is known stays in use.", now.trouble());
        } else if (now.trouble() == null && (before.trouble() != null || before.source() != now.source())) {
            LOG.infof("Devices: %d of this node, from %s", now.devices(), now.source() == Source.CLOUD
                    ? "the cluster"
                    : "what the node remembers of the cluster");
        }
        if (now.disk() != null && !now.disk().equals(before.disk())) {
            LOG.errorf("Devices: %s", now.disk());
        }
        now.problems().entrySet().stream()
                .filter(problem -> !problem.getValue().equals(before.problems().get(problem.getKey())))
                .limit(MOST_LOGGED).forEach(problem -> LOG.warnf("Devices: %s: %s", problem.getKey(), problem.getValue()));
    }
}
