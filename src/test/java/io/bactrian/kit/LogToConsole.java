package io.bactrian.kit;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

import io.quarkus.bootstrap.logging.InitialConfigurator;

/** The log of a JVM that is no Quarkus application: Quarkus's log manager, on the class path, would keep it waiting for a start that never comes. */
public final class LogToConsole {
    /** JVM option that must be set for the log manager to be in charge. */
    static final String JVM_OPTION = "-Djava.util.logging.manager=org.jboss.logmanager.LogManager";

    private static final Logger CONTAINERS = Logger.getLogger("org.testcontainers");
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private LogToConsole() {
    }

    /** Prints what is at least as bad as {@code level}. */
    public static void from(Level level) {
        var console = new ConsoleHandler(new PatternFormatter("%d{HH:mm:ss,SSS} %-5p [%c{1}] %s%e%n"));
        console.setLevel(level);
        Logger.getLogger("").setLevel(level);
        hush();
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[]{console});
    }

    /** Silences what is nobody's news: Testcontainers' search for a daemon, Artemis' audit, Kafka clients whose broker is away on purpose. */
    static void hush() {
        CONTAINERS.setLevel(Level.OFF);
        AUDIT.setLevel(Level.OFF);
        KAFKA.setLevel(Level.SEVERE);
    }

    /** The errors that Testcontainers logs from now on, one line each: it says nowhere else why it finds no Docker daemon. */
    static List<String> errorsOfContainers() {
        var errors = new CopyOnWriteArrayList<String>();
        CONTAINERS.setLevel(Level.SEVERE);
        CONTAINERS.setUseParentHandlers(false);
        var line = new PatternFormatter("%s");
        CONTAINERS.addHandler(new Handler() {
            @Override
            public void publish(LogRecord entry) {
                errors.add(line.format(entry).strip().replaceAll("\\s+", " "));
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing is open
            }
        });
        return errors;
    }

    /** Arguments: a main class and its arguments. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        from(Level.INFO);
        KAFKA.setLevel(Level.INFO);
        var main = Class.forName(arguments[0]).getMethod("main", String[].class);
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        main.invoke(null, (Object) rest);
    }
}
