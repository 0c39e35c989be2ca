package io.bactrian.spool.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import io.bactrian.spool.Spool.BatchHandler;
import io.bactrian.spool.Spool.Completion;
import io.bactrian.spool.SpoolRecord;

/** Sends each record of a batch as an exchange of its own, all at once; only those that failed are retried. Any thread. */
final class RecordDelivery implements BatchHandler {
    private final BiConsumer<SpoolRecord, Completion> sender;
    private List<SpoolRecord> batch = List.of();
    private List<SpoolRecord> left = List.of();

    RecordDelivery(BiConsumer<SpoolRecord, Completion> sender) {
        this.sender = sender;
    }

    @Override
    public void handle(List<SpoolRecord> records, Completion done) {
        List<SpoolRecord> now = records == batch ? left : records;
        batch = records;
        var failed = new ArrayList<SpoolRecord>();
        var last = new Throwable[1];
        var open = new AtomicInteger(now.size());
        for (SpoolRecord record : now) {
            sender.accept(record, failure -> {
                synchronized (failed) {
                    if (failure != null) {
                        failed.add(record);
                        last[0] = failure;
                    }
                }
                if (open.decrementAndGet() == 0) {
                    left = failed;
                    done.complete(last[0]);
                }
            });
        }
    }
}
