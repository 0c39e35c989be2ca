package io.bactrian.bench.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** No server: ONNX Runtime called in this process. */
final class BareServer implements Server {
    @Override
    public String name() {
        return "bare ONNX Runtime";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public void start(List<Subject> subjects, Path directory) {
    }

    @Override
    public LinkedHashMap<String, Call> calls(Subject subject) throws Exception {
        var calls = new LinkedHashMap<String, Call>();
        calls.put("call", new BareCall(subject));
        return calls;
    }

    @Override
    public Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
    }
}
