package io.bactrian.kit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@link ArtemisServer} as an own process, so that it can be killed. */
public final class EmbeddedBroker implements MqttBroker {
    private final int port = Ports.free();
    private final Path directory = Scratch.directory("artemis");
    private ChildProcess process;

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
    public void stop() {
        if (process != null) {
            process.stop(Patience.LONG);
        }
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public boolean keepsOrder() {
        return false;
    }

    @Override
    public void close() {
        stop();
    }
}
