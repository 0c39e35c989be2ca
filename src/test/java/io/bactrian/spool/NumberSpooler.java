package io.bactrian.spool;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A process to be killed: spools numbers from the first given on, prints each once it is acknowledged. */
final class NumberSpooler {
    private NumberSpooler() {
    }

    public static void main(String[] args) throws InterruptedException {
        var spool = new Spool(Path.of(args[0]), "s", Limits.of(1L << 30, OverflowPolicy.BLOCK), nanos -> {
        });
        var room = new Semaphore(200);
        for (int n = Integer.parseInt(args[1]);; n++) {
            int number = n;
            room.acquire();
            spool.offer(Steps.body(n, 200), Map.of(), failure -> {
                System.out.println(failure == null ? number : -1);
                room.release();
            });
        }
    }
}
