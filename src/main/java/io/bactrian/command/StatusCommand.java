package io.bactrian.command;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** How the running service is, for people: what readiness and metrics say. */
@Command(name = "status", description = {
    "%nSays how the running service is: whether messages can be answered and if not why, how many there are and how fast the "
            + "answers, and what broker, Kafka, spool and models say. It needs no token.%n"}, exitCodeList = {
                "0:the service is ready", "1:it is not ready, or does not answer", "2:an option is wrong"})
final class StatusCommand extends ServiceQuery {
    @Option(names = "--interval", paramLabel = "MILLISECONDS", defaultValue = "1000", description = "over which messages are counted (default: ${DEFAULT-VALUE}; 0: they are not)")
    private long interval;

    StatusCommand(ServiceClient service) {
        super(service);
    }

    @Override
    public Integer call() throws InterruptedException {
        MetricsPage before = metrics();
        long began = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(Math.max(0, interval));
        MetricsPage after = interval > 0 ? metrics() : before;
        double seconds = (System.nanoTime() - began) / 1e9;
        ServiceClient.Response readiness = service.open("/observe/health/ready");
        ObjectNode status = StatusReport.of(readiness.json(), before, after, interval > 0 ? seconds : Double.NaN);
        print(status, () -> StatusReport.print(status, Instant.now(), out()));
        return readiness.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private MetricsPage metrics() {
        return MetricsPage.parse(service.open("/observe/metrics").body());
    }
}
