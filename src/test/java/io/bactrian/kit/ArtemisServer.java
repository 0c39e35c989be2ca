package io.bactrian.kit;

import java.nio.file.Path;
import java.util.Map;

import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Apache Artemis as an MQTT 5 broker inside this JVM, its sessions and queues in a journal on disk. */
public final class ArtemisServer implements AutoCloseable {
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    public ArtemisServer(int port, Path directory) {
        try {
            var configuration = new ConfigurationImpl().setPersistenceEnabled(true).setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setJournalDirectory(directory.resolve("journal").toString())
                    .setBindingsDirectory(directory.resolve("bindings").toString())
                    .setLargeMessagesDirectory(directory.resolve("large").toString())
                    .setPagingDirectory(directory.resolve("paging").toString())
                    .setJournalType(org.apache.activemq.artemis.core.server.JournalType.NIO).setJournalDatasync(false)
                    .setJournalBufferTimeout_NIO(1_000_000).setMessageExpiryScanPeriod(1000).setMaxDiskUsage(-1);
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
        var server = new ArtemisServer(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-broker"));
    }
}
