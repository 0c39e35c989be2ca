package io.bactrian.bench.http;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/** The model run by ONNX Runtime in this process, with nothing around it: the floor. */
final class BareCall implements Call {
    private final Subject subject;
    private final OrtSession session;

    BareCall(Subject subject) throws OrtException {
        this.subject = subject;
        this.session = Subject.open(subject.onnx());
    }

    @Override
    public void send() throws OrtException {
        subject.run(session);
    }

    @Override
    public float[] answer() throws OrtException {
        return subject.run(session);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
