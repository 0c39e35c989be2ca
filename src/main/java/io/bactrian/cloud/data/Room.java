package io.bactrian.cloud.data;

import java.io.IOException;

/** What must stay free on the disk: retention needs some to give back the rest. Any thread. */
record Room(DataSettings settings, Disk disk) {
    /** @throws IOException where less is free */
    void require() throws IOException {
        String problem = problem();
        if (problem != null) {
            throw new IOException(problem);
        }
    }

    /** What is wrong and what to do; null where enough is free. */
    String problem() throws IOException {
        disk.createFolder(settings.dir());
        long free = disk.free(settings.dir());
        return free >= settings.minFree()
                ? null
                : "the disk of " + settings.dir().toAbsolutePath() + " has " + free + " bytes free, expected at least "
                        + settings.minFree() + ": nothing is collected until then, and Kafka keeps it; free some, "
                        + "lower bactrian.cloud.data.max-bytes, or lower bactrian.cloud.data.min-free";
    }
}
