package io.bactrian.cloud.pool;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.bactrian.cloud.pool.PoolException.Kind;

/** Which numbers versions have: each is given once, to one content. */
record Numbering(Cards cards) {
    private static final int MOST_VERSIONS = 10_000;

    /** The version that has this content already, also where it was removed; null where it is new. */
    PoolVersion same(CardDraft draft, String sha256) {
        if (draft.version() != 0) {
            return cards.find(draft.model(), draft.version()).filter(one -> one.sha256().equals(sha256)).orElse(null);
        }
        return cards.versions(draft.model()).values().stream().filter(one -> one.sha256().equals(sha256))
                .max(Comparator.comparingInt(PoolVersion::version)).orElse(null);
    }

    /**
     * The number for new content: the one that is asked for, else the next.
     *
     * @throws PoolException where it is taken, or there are too many versions
     */
    int free(CardDraft draft) throws PoolException {
        int number = draft.version() == 0 ? cards.highest(draft.model()) + 1 : draft.version();
        PoolVersion taken = cards.find(draft.model(), number).orElse(null);
        if (taken != null || cards.unreadable(draft.model(), number)) {
            throw new PoolException(Kind.CONFLICT, draft.model() + " " + number + (taken == null
                    ? " has a card that cannot be read"
                    : " is there with other content, sha256 " + taken.sha256() + (taken.removed() ? ", and was removed" : ""))
                    + "; a version never changes: give this content another number, or none for the next");
        }
        if (cards.all().stream().filter(one -> !one.removed()).count() >= MOST_VERSIONS) {
            throw new PoolException(Kind.FULL, "the pool has " + MOST_VERSIONS
                    + " versions, and may have no more; remove those that nobody needs");
        }
        return number;
    }

    /** @throws PoolException where there is no such version, saying which there are */
    PoolVersion present(String model, int version) throws PoolException {
        return cards.find(model, version).filter(found -> !found.removed()).orElseThrow(() -> unknown(model, version));
    }

    private PoolException unknown(String model, int version) {
        List<Integer> there = cards.versions(model).values().stream().filter(one -> !one.removed()).map(PoolVersion::version)
                .toList();
        return new PoolException(Kind.UNKNOWN, "there is no " + model + " " + version + " in the pool; " + (there.isEmpty()
                ? "it has no version of that model, but of " + cards.all().stream().filter(one -> !one.removed())
                        .map(PoolVersion::model).distinct().collect(Collectors.joining(", ", "[", "]"))
                : "its versions are " + there));
    }
}
