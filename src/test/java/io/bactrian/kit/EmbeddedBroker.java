package io.bactrian.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@link ArtemisServer} as an own process, so that it can be killed. */
public final class EmbeddedBroker extends ServerProcess implements MqttBroker {
    private final int port = Ports.free();
    private final Path directory = Scratch.directory("artemis");

    @Override
    public String name() {
        return "embedded broker (Apache Artemis)";
    }

    @Override
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    @Override
    public void start() {
        process = ChildProcess.start("artemis", Java.withTestClasspath(List.of("-Xmx512m"), ArtemisServer.class.getName(),
                Integer.toString(port), directory.toString()), Map.of(), directory.resolve("artemis.log"));
        Ports.awaitAnswer(port, process);
    }

    @Override
    public boolean keepsOrder() {
        return false;
    }
}
