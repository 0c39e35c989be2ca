package io.bactrian.ops.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes the bodies of all requests under way may have together. One alone may always have what a request may. Any thread. */
final class BodyBudget {
    private static final int SHARE_OF_HEAP = 8;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /** An eighth of the heap. */
    static BodyBudget ofHeap() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** False where there is no room. */
    boolean reserve(long bytes) {
        long before = held.get();
        while (before == 0 || before + bytes <= most) {
            if (held.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = held.get();
        }
        return false;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
