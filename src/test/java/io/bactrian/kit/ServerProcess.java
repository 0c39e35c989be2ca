package io.bactrian.kit;

/** A server as an own process, none before its first start. */
abstract class ServerProcess {
    ChildProcess process;

    /** The process, for its CPU time and memory. */
    public ChildProcess process() {
        return process;
    }

    public void stop() {
        if (process != null) {
            process.stop(Patience.LONG);
        }
    }

    public void kill() {
        process.kill();
    }

    public void close() {
        stop();
    }
}
