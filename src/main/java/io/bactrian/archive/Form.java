package io.bactrian.archive;

/** How the files of a version are in what is fetched. */
public enum Form {
    /** A zip archive of them. */
    ZIP,
    /** A tar archive of them. */
    TAR,
    /** A tar archive of them, compressed. */
    TAR_GZIP,
    /** It is one of them. */
    FILE
}
