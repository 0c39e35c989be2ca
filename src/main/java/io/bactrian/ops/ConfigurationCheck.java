package io.bactrian.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.apache.camel.impl.DefaultCamelContext;
import org.eclipse.microprofile.config.Config;

/** Checks all that a start reads, with the code that the start has, and without starting, taking or connecting anything. */
public final class ConfigurationCheck {
    private ConfigurationCheck() {
    }

    /** All that is wrong or missing: keys, folders, routes, the device directory, and models but for running them. Takes its time. */
    public static List<Mistake> of(Config config) {
        ConfigValues values = new ConfigValues(config);
        Settings settings = Settings.read(values);
        List<Mistake> mistakes = new ArrayList<>(values.mistakes());
        Folders.of(settings).stream().filter(folder -> folder.obstacle() != null)
                .forEach(folder -> mistakes.add(Mistake.of(Mistake.Part.FOLDERS, folder.key(), folder.obstacle())));
        mistakes.addAll(routes(settings, config));
        mistakes.addAll(DirectoryCheck.of(settings));
        mistakes.addAll(new ModelsCheck(settings).mistakes());
        return List.copyOf(mistakes);
    }

    private static List<Mistake> routes(Settings settings, Config config) {
        RouteFiles files = new RouteFiles(settings.configuration().role(), settings.configuration().routes().dir(),
                settings.routesOff());
        List<Mistake> mistakes = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            StandIns.bind(context, settings, config);
            new LiveRoutes(files, context).mistakes()
                    .forEach((file, text) -> mistakes.add(Mistake.of(Mistake.Part.ROUTES, file, text)));
        } catch (IOException | UncheckedIOException e) {
            mistakes.add(Mistake.of(Mistake.Part.ROUTES, Objects.toString(settings.configuration().routes().dir().orElse(null)),
                    "bactrian.routes.dir cannot be read: " + Causes.reason(e)));
        }
        return mistakes;
    }
}
