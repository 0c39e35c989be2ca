package io.bactrian.ops;

/** What an exception comes from, in a line. */
final class Causes {
    private Causes() {
    }

    /** The message of the innermost cause; of a null pointer, or where it has none, also its class and the place it was thrown at. */
    static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root.getMessage() != null && !(root instanceof NullPointerException)) {
            return root.getMessage().strip().replaceAll("\\s*\\n\\s*", " ");
        }
        StackTraceElement[] trace = root.getStackTrace();
        return root + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
