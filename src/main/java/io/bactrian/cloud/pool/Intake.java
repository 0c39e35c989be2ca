package io.bactrian.cloud.pool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;

import org.apache.commons.codec.digest.DigestUtils;

import io.bactrian.archive.InvalidArchiveException;
import io.bactrian.archive.VersionPacker;
import io.bactrian.cloud.pool.PoolException.Kind;
import io.bactrian.files.NoRoomException;
import io.bactrian.model.Manifest;

/**
 * Takes versions in: checked, packed, signed. Many at a time, but for the last step.
 *
 * @param key null where nothing is signed
 */
record Intake(PoolFiles files, Numbering numbering, long maxBytes, SigningKey key, Clock clock) {
    private static final String ARCHIVE = "archive";

    /** @param lock held while the pool changes */
    PoolVersion add(Path folder, CardDraft draft, Object lock) throws IOException, PoolException {
        Manifest manifest = VersionCheck.check(draft.model(), draft.version(), folder, maxBytes);
        try (Workspace work = files.workspace()) {
            MessageDigest digest = DigestUtils.getSha256Digest();
            try (OutputStream out = new DigestOutputStream(work.create(ARCHIVE), digest)) {
                VersionPacker.pack(folder, out);
            }
            work.force(ARCHIVE);
            Card card = CardWriter.card(manifest, draft, clock.instant());
            synchronized (lock) {
                return accept(work, HexFormat.of().formatHex(digest.digest()), card, draft);
            }
        } catch (InvalidArchiveException e) {
            throw new PoolException(Kind.INVALID, e.getMessage());
        } catch (NoRoomException e) {
            throw new PoolException(Kind.FULL, e.getMessage());
        }
    }

    private PoolVersion accept(Workspace work, String sha256, Card card, CardDraft draft) throws IOException, PoolException {
        PoolVersion same = numbering.same(draft, sha256);
        if (same != null && !same.removed() && files.trouble(same) == null && signedNow(same)) {
            return same;
        }
        int number = same == null ? numbering.free(draft) : same.version();
        Card kept = same == null ? card : same.card();
        if (same != null && same.removed()) {
            kept = kept.with(new CardEvent(clock.instant(), "added again", draft.by(), draft.note()));
        }
        Path archive = work.path(ARCHIVE);
        PoolVersion added = new PoolVersion(draft.model(), number, sha256, Files.size(archive),
                key == null ? null : key.sign(sha256), key == null ? null : key.id(), false, kept);
        files.add(work, archive, added);
        return added;
    }

    private boolean signedNow(PoolVersion version) {
        return key == null || key.id().equals(version.keyId());
    }
}
