package io.bactrian.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.bactrian.http.ApiProblem;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.ResolvedFile;

/** The report that a training has written into a version's folder, {@code report.html}: that file, and no other one. */
final class TrainingReport {
    static final int MOST_BYTES = 4 << 20;
    /** A browser runs none of its scripts, gives it no origin, and fetches nothing for it. */
    private static final String POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    private static final String NAME = "report.html";
    private static final int UNKNOWN = 404;
    private static final int TOO_LARGE = 413;

    private TrainingReport() {
    }

    static boolean exists(VersionFiles version) {
        return Files.isRegularFile(version.folder().resolve(NAME));
    }

    /** @throws ApiProblem where there is none, it lies outside of the version's folder, or it is too large */
    static byte[] read(VersionFiles version) throws ApiProblem {
        try {
            Path file = version.folder().resolve(NAME).toRealPath();
            if (Files.isRegularFile(file) && file.startsWith(version.folder().toRealPath())) {
                return content(file);
            }
        } catch (IOException e) {
            throw none(version);
        }
        throw none(version);
    }

    private static byte[] content(Path file) throws IOException, ApiProblem {
        try (SeekableByteChannel channel = ResolvedFile.open(file)) {
            if (channel.size() > MOST_BYTES) {
                throw new ApiProblem(TOO_LARGE, NAME + " has " + channel.size() + " bytes; at most " + MOST_BYTES
                        + " are shown: open it in the version's folder");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // goes on until it has all
            }
            return bytes.array();
        }
    }

    private static ApiProblem none(VersionFiles version) {
        return new ApiProblem(UNKNOWN, "version " + version.version() + " of model '" + version.name()
                + "' has no " + NAME + " in its folder");
    }

    /** The response of a request. */
    static void respond(Message message, byte[] html) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "text/html; charset=utf-8");
        message.setHeader("Content-Security-Policy", POLICY);
        message.setHeader("X-Content-Type-Options", "nosniff");
        message.setHeader("Referrer-Policy", "no-referrer");
        message.setHeader("Cache-Control", "no-store");
        message.setBody(html);
    }
}
