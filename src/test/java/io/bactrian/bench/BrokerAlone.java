package io.bactrian.bench;

import java.nio.file.Path;
import java.util.Optional;

import io.bactrian.kit.ChildProcess;

/** Nobody: the load generator gets its own messages back from the broker. The floor under the other two. */
final class BrokerAlone implements Contender {
    @Override
    public String name() {
        return "broker alone";
    }

    @Override
    public String answers() {
        return "devices/+/telemetry";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public void launch(Servers servers, Path directory) {
    }

    @Override
    public Optional<ChildProcess> process() {
        return Optional.empty();
    }

    @Override
    public boolean keepsSamples() {
        return false;
    }

    @Override
    public void close() {
    }
}
