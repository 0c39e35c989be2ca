package io.bactrian.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The folders that this process owns: taken before it listens or connects anywhere. Thread-safe. */
@Singleton
final class Folders implements AutoCloseable {
    /** What the cloud keeps is in folders under this key's. */
    static final String CLOUD = "bactrian.cloud.dir";
    private static final int FIRST = 1;
    private static final Logger LOG = Logger.getLogger(Folders.class);

    private final List<OwnedFolder> owned;

    @Inject
    Folders(Settings settings) {
        this(of(settings));
    }

    /** @throws ConfigurationException when another process has one of them, or one is needed to start and cannot be read */
    Folders(List<OwnedFolder> owned) {
        this.owned = List.copyOf(owned);
        List<String> others = new ArrayList<>();
        for (OwnedFolder folder : owned) {
            try {
                folder.take();
            } catch (IllegalStateException e) {
                others.add(e.getMessage());
            } catch (IOException e) {
                if (folder.neededToStart()) {
                    others.add(e.getMessage());
                } else {
                    LOG.errorf("%s. The service is not ready until then", e.getMessage());
                }
            }
        }
        if (!others.isEmpty()) {
            close();
            throw new ConfigurationException(String.join("\n", others));
        }
    }

    /** Before anything else starts, so that a second process ends before it disturbs the first. */
    void starting(@Observes @Priority(FIRST) StartupEvent event) {
        LOG.debugf("This process owns %s", owned);
    }

    static List<OwnedFolder> of(Settings settings) {
        if (settings.configuration().role() == Role.CLOUD) {
            return List.of(new OwnedFolder(CLOUD, settings.configuration().cloud().dir(), true));
        }
        Path spool = settings.configuration().spool().dir();
        Path rollout = settings.configuration().rollout().dir();
        OwnedFolder first = new OwnedFolder("bactrian.spool.dir", spool, false);
        Map<Path, OwnedFolder> folders = new LinkedHashMap<>();
        folders.put(spool.toAbsolutePath().normalize(), first);
        folders.putIfAbsent(rollout.toAbsolutePath().normalize(), new OwnedFolder("bactrian.rollout.dir", rollout, true));
        if (settings.delivers()) {
            Path delivery = settings.configuration().delivery().dir();
            folders.putIfAbsent(delivery.toAbsolutePath().normalize(),
                    new OwnedFolder("bactrian.delivery.dir", delivery, true));
        }
        return List.copyOf(folders.values());
    }

    /** Opens what is kept in a folder. */
    interface Opening<T> {
        T open(Path dir) throws IOException;
    }

    /**
     * Opens what a part of the service keeps in a folder of ours.
     *
     * @param key under which it, or the folder that it is in, is configured
     * @throws ConfigurationException naming the folder and the remedy, where it cannot be used
     */
    <T> T open(String key, Path dir, Opening<T> opening) {
        Path folder = dir.toAbsolutePath().normalize();
        try {
            return opening.open(folder);
        } catch (IOException e) {
            throw new ConfigurationException(OwnedFolder.unusable(key, folder, e), e);
        }
    }

    /** Tries again to take those that could not be used; what is wrong with them, by their keys. Empty when all are ours. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        for (OwnedFolder folder : owned) {
            try {
                folder.take();
            } catch (IllegalStateException | IOException e) {
                problems.put(folder.key(), e.getMessage());
            }
        }
        return problems;
    }

    @Override
    public void close() {
        for (OwnedFolder folder : owned) {
            try {
                folder.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
