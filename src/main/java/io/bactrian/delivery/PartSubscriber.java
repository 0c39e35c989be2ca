package io.bactrian.delivery;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import io.bactrian.delivery.remote.RejectedOrderException;

/** Writes a response's body to the part, buffer by buffer, on the client's threads; none comes before the last is written. */
final class PartSubscriber implements HttpResponse.BodySubscriber<Void> {
    private final PartFile part;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile long progress = System.nanoTime();
    private Flow.Subscription subscription;
    private boolean stopped;

    PartSubscriber(PartFile part) {
        this.part = part;
    }

    /** What is to be done before the first byte. */
    interface Preparation {
        void run() throws IOException, RejectedOrderException;
    }

    synchronized void prepare(Preparation preparation) {
        progress = System.nanoTime();
        try {
            if (!stopped) {
                preparation.run();
            }
        } catch (IOException | RejectedOrderException | RuntimeException e) {
            fail(e);
        }
    }

    long nanosSinceProgress() {
        return System.nanoTime() - progress;
    }

    /** From its return on, the part is not touched. */
    synchronized void stop() {
        stopped = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void fail(Throwable reason) {
        stop();
        done.completeExceptionally(reason);
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (stopped) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        progress = System.nanoTime();
        try {
            for (ByteBuffer buffer : buffers) {
                if (stopped) {
                    return;
                }
                part.write(buffer);
            }
            subscription.request(1);
        } catch (IOException | RejectedOrderException | RuntimeException e) {
            fail(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        done.complete(null);
    }
}
