package io.bactrian.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jboss.logmanager.handlers.FileHandler;

import io.quarkus.bootstrap.logging.InitialConfigurator;

/**
 * The log of the tests of this JVM: all of it goes to a file, and what is at least a warning to the console too, unless a running test
 * {@linkplain ExpectedErrors expects} it.
 */
final class TestLog {
    private static final Path FILE = Path.of(System.getProperty("bactrian.test.log", "target/test.log"));
    private static final Set<String> EXPECTED = ConcurrentHashMap.newKeySet();
    /** Kept, for a logger without owner forgets its level. */
    private static final Logger CAMEL = Logger.getLogger("org.apache.camel");
    private static final Logger DJL = Logger.getLogger("ai.djl");
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private TestLog() {
    }

    static void open() {
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            var file = new FileHandler(new PatternFormatter("%d{HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n"), FILE.toFile());
            var console = new ConsoleHandler(new PatternFormatter("%d{HH:mm:ss,SSS} %-5p [%c{1.}] %s%e%n"));
            console.setLevel(Level.WARNING);
            console.setFilter(TestLog::unexpected);
            Logger.getLogger("").setLevel(Level.INFO);
            CAMEL.setLevel(Level.WARNING);
            DJL.setLevel(Level.SEVERE);
            SELENIUM.setLevel(Level.SEVERE);
            LogToConsole.hush();
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[]{file, console});
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + FILE, e);
        }
    }

    static void expect(Iterable<String> categories) {
        categories.forEach(EXPECTED::add);
    }

    static void expectNoMore(Iterable<String> categories) {
        categories.forEach(EXPECTED::remove);
    }

    private static boolean unexpected(LogRecord logged) {
        var category = logged.getLoggerName();
        return category == null || EXPECTED.stream().noneMatch(category::startsWith);
    }
}
