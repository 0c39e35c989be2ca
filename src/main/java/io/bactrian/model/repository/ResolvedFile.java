package io.bactrian.model.repository;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Opens files whose links have been followed before, and follows none: what is opened is what was checked, also where
 * the file or a folder on the way has been replaced by a link meanwhile.
 */
public final class ResolvedFile {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private ResolvedFile() {
    }

    /**
     * @param real of {@link Path#toRealPath}
     * @throws IOException also where there is a link on the way to it
     */
    public static SeekableByteChannel open(Path real) throws IOException {
        Path root = real.getRoot();
        try (DirectoryStream<Path> top = root == null ? null : Files.newDirectoryStream(root)) {
            if (top instanceof SecureDirectoryStream<Path> secure) {
                return open(secure, real.subpath(0, 1), real, 1);
            }
        }
        return Files.newByteChannel(real, READ);
    }

    /** @param next of {@code folder}'s entries, up to the place in {@code real} */
    private static SeekableByteChannel open(SecureDirectoryStream<Path> folder, Path next, Path real, int place)
            throws IOException {
        if (place == real.getNameCount()) {
            return folder.newByteChannel(next, READ);
        }
        Path name = real.getName(place);
        SecureDirectoryStream<Path> entered;
        try {
            entered = folder.newDirectoryStream(next, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) { // it may be passed through but not listed
            return open(folder, next.resolve(name), real, place + 1);
        }
        try (entered) {
            return open(entered, name, real, place + 1);
        }
    }
}
