package io.bactrian.kit;

import java.nio.file.Path;
import java.util.Map;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Apache Artemis as an MQTT 5 broker inside this JVM. */
public final class ArtemisServer implements AutoCloseable {
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    private ArtemisServer(int port, Configuration configuration) {
        try {
            configuration.setSecurityEnabled(false).setJMXManagementEnabled(false).setMessageExpiryScanPeriod(1000)
                    .setMaxDiskUsage(-1);
            configuration.addAcceptorConfiguration("mqtt",
                    "tcp://127.0.0.1:" + port + "?protocols=MQTT&defaultMqttSessionExpiryInterval=-1");
            configuration.setAddressSettings(
                    Map.of("#", new AddressSettings().setAutoCreateAddresses(true).setAutoCreateQueues(true)));
            server.setConfiguration(configuration);
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded broker did not start on port " + port, e);
        }
    }

    /** Keeps everything in memory. */
    public static ArtemisServer inMemory(int port) {
        return new ArtemisServer(port, new ConfigurationImpl().setPersistenceEnabled(false));
    }

    /** Keeps sessions and queues in a journal. Under load it may deliver messages of one topic out of order (ARTEMIS-6191). */
    public static ArtemisServer durable(int port, Path directory) {
        return new ArtemisServer(port,
                new ConfigurationImpl().setPersistenceEnabled(true).setJournalDirectory(directory.resolve("journal").toString())
                        .setBindingsDirectory(directory.resolve("bindings").toString())
                        .setLargeMessagesDirectory(directory.resolve("large").toString())
                        .setPagingDirectory(directory.resolve("paging").toString()).setJournalType(JournalType.NIO)
                        .setJournalDatasync(false).setJournalBufferTimeout_NIO(1_000_000));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The embedded broker did not stop", e);
        }
    }

    /** Arguments: the port and the directory of its state; ends in order on SIGTERM. */
    public static void main(String[] arguments) {
        var server = durable(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-broker"));
    }
}
