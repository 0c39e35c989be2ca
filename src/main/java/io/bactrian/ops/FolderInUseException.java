package io.bactrian.ops;

/** Another process has a folder that only one may have. */
final class FolderInUseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FolderInUseException(String message) {
        super(message);
    }
}
