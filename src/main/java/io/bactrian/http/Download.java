package io.bactrian.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.RejectedExecutionException;

import org.jboss.logging.Logger;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** One file on its way. On the connection's event loop, but for {@link #read}. */
final class Download implements ResponseStream {
    private static final Logger LOG = Logger.getLogger(Download.class);
    private static final int UNAVAILABLE = 503;

    private final Downloads downloads;
    private final FileResponse what;
    private Context loop;
    private HttpServerRequest request;
    private HttpServerResponse response;
    private long timer;
    private long taken;
    private long sent;
    private boolean ended;
    private boolean reading;
    private FileChannel channel;

    Download(Downloads downloads, FileResponse what) {
        this.downloads = downloads;
        this.what = what;
    }

    @Override
    public void begin(RoutingContext routing) {
        request = routing.request();
        response = routing.response();
        loop = routing.vertx().getOrCreateContext();
        if (response.closed() || response.ended()) {
            return;
        }
        if (request.method() == HttpMethod.HEAD) {
            head();
            response.end();
            return;
        }
        if (!downloads.begun(this)) {
            refuse("as many archives as may be are on their way; fetch it again later");
            return;
        }
        response.closeHandler(closed -> end(false));
        response.exceptionHandler(failure -> end(false));
        taken = System.nanoTime();
        timer = routing.vertx().setPeriodic(Math.max(1, downloads.longestPause().toMillis() / 4), tick -> watch());
        readNext();
    }

    private void head() {
        response.setStatusCode(what.status());
        what.headers().forEach(response::putHeader);
        response.putHeader(HttpHeaderNames.CONTENT_LENGTH, Long.toString(what.count()));
        response.putHeader(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES);
        // what is compressed on the way has no length and no ranges
        response.putHeader(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.IDENTITY);
        if (what.range() != null) {
            response.putHeader(HttpHeaderNames.CONTENT_RANGE, what.range().of(what.size()));
        }
    }

    private void refuse(String why) {
        response.setStatusCode(UNAVAILABLE).putHeader(HttpHeaderNames.RETRY_AFTER, Integer.toString(Downloads.later()))
                .putHeader(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .end("{\"error\":\"" + why + "\"}");
    }

    private void watch() {
        if (System.nanoTime() - taken > downloads.longestPause().toNanos()) {
            end(true);
            response.reset();
        }
    }

    private void readNext() {
        reading = true;
        try {
            downloads.read(this::read);
        } catch (RejectedExecutionException e) {
            end(false);
            response.reset();
        }
    }

    /** On a reader's thread; the loop touches the channel only when none reads. */
    private void read() {
        try {
            if (channel == null) {
                channel = FileChannel.open(what.file(), StandardOpenOption.READ);
            }
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(Downloads.PIECE, what.count() - sent));
            long at = what.from() + sent;
            while (piece.hasRemaining()) {
                int read = channel.read(piece, at + piece.position());
                if (read < 0) {
                    throw new IOException("it has less than its " + what.size() + " bytes");
                }
            }
            loop.runOnContext(next -> write(piece.array()));
        } catch (IOException e) {
            loop.runOnContext(next -> failed(e));
        }
    }

    private void failed(IOException failure) {
        reading = false;
        if (ended) {
            close();
            return;
        }
        LOG.errorf("%s cannot be sent: %s", what.file().getFileName(), failure);
        end(false);
        if (sent == 0) {
            refuse("the archive cannot be read; the log of the service says why");
        } else {
            response.reset();
        }
    }

    private void write(byte[] piece) {
        reading = false;
        if (ended) {
            close();
            return;
        }
        if (sent == 0) {
            head();
        }
        taken = System.nanoTime();
        sent += piece.length;
        downloads.sent(piece.length);
        ConnectionUse.tell(request, ConnectionUse.Kind.RESPONSE_GOES_ON);
        if (sent == what.count()) {
            response.end(Buffer.buffer(piece)).onComplete(done -> end(false));
            return;
        }
        response.write(Buffer.buffer(piece));
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                response.drainHandler(null);
                if (!ended) {
                    readNext();
                }
            });
        } else {
            readNext();
        }
    }

    private void end(boolean tooSlow) {
        if (ended) {
            return;
        }
        ended = true;
        loop.owner().cancelTimer(timer);
        downloads.ended(this, tooSlow);
        if (!reading) {
            close();
        }
    }

    private void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warnf("%s cannot be closed: %s", what.file().getFileName(), e);
            }
        }
    }
}
