package io.bactrian.onnx;

/** Where a message lies in a file: its length, then its bytes. Offsets count from the file's beginning. */
record Frame(Frame parent, int depth, int lengthAt, int bodyAt, int length) {
    Frame(Frame parent, int lengthAt, int bodyAt, int length) {
        this(parent, parent == null ? 1 : parent.depth + 1, lengthAt, bodyAt, length);
    }

    int end() {
        return bodyAt + length;
    }
}
