package io.bactrian.infer.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import ai.djl.engine.EngineException;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * The small outputs of the last batch. A batch of as many messages is written into the same memory, which saves ONNX Runtime the making
 * of Java objects for it. The first time, that is compared with an ordinary run; where it differs, or fails and an ordinary run does not,
 * it is not done again. One thread at a time.
 */
final class KeptOutputs implements AutoCloseable {
    private static final long MOST_ELEMENTS = 4096;

    private Map<String, OnnxTensor> kept = Map.of();
    private int messages;
    private boolean compared;
    private boolean unfit;

    /**
     * The outputs by name, in the order of {@code wanted}; each stays as it is until the next run where {@link #keeps} says so, and is
     * else the caller's to close.
     *
     * @throws EngineException where an output is no tensor
     */
    Map<String, OnnxTensor> run(OrtSession session, Map<String, OnnxTensor> inputs, Set<String> wanted, int batch)
            throws OrtException {
        boolean again = batch == messages && !unfit;
        if (again && compared && runAgain(session, inputs)) {
            return kept;
        }
        Map<String, OnnxTensor> outputs = tensors(session.run(inputs, wanted));
        if (again) {
            unfit = compared || !runAgain(session, inputs) || !same(outputs);
            compared = true;
        }
        close();
        if (!unfit && outputs.values().stream().allMatch(KeptOutputs::isSmall)) {
            kept = outputs;
            messages = batch;
        }
        return outputs;
    }

    boolean keeps(OnnxTensor tensor) {
        return kept.containsValue(tensor);
    }

    @Override
    public void close() {
        kept.values().forEach(OnnxTensor::close);
        kept = Map.of();
        messages = 0;
    }

    private boolean runAgain(OrtSession session, Map<String, OnnxTensor> inputs) {
        try {
            session.run(inputs, Set.of(), kept);
            return true;
        } catch (OrtException e) {
            return false;
        }
    }

    private boolean same(Map<String, OnnxTensor> outputs) {
        return outputs.entrySet().stream()
                .allMatch(output -> output.getValue().getByteBuffer().equals(kept.get(output.getKey()).getByteBuffer()));
    }

    /** Not strings, which have no memory of a fixed size. */
    private static boolean isSmall(OnnxTensor tensor) {
        long elements = tensor.getInfo().getNumElements();
        return tensor.getInfo().type != OnnxJavaType.STRING && elements > 0 && elements <= MOST_ELEMENTS;
    }

    private static Map<String, OnnxTensor> tensors(OrtSession.Result result) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            if (!(output.getValue() instanceof OnnxTensor tensor)) {
                result.close();
                throw new EngineException("output '" + output.getKey() + "' is " + output.getValue().getType()
                        + "; expected a dense tensor. Leave it out of outputs.answer");
            }
            tensors.put(output.getKey(), tensor);
        }
        return tensors;
    }
}
