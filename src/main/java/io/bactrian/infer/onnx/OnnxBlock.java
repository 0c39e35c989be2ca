package io.bactrian.infer.onnx;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.onnxruntime.engine.OrtNDManager;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * A graph as a DJL block. Unlike DJL's own it takes and gives every type of element, and fetches the wanted outputs only: one
 * that is a map or a sequence, as classifiers often have beside their tensors, costs nothing and is not left in native memory.
 */
final class OnnxBlock extends OrtSymbolBlock {
    private final OrtSession session;
    private final Set<String> outputs;

    /** @param session closed together with the manager */
    OnnxBlock(OrtSession session, List<String> outputs, OrtNDManager manager) {
        super(session, manager);
        this.session = session;
        this.outputs = new LinkedHashSet<>(outputs);
    }

    @Override
    protected NDList forwardInternal(ParameterStore parameters, NDList inputs, boolean training,
            PairList<String, Object> more) {
        BatchTensors batch = (BatchTensors) inputs;
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (NDArray array : inputs) {
            tensors.put(array.getName(), ((OnnxArray) array).tensor());
        }
        try {
            NDManager manager = inputs.head().getManager();
            NDList list = new NDList(outputs.size());
            batch.outputs().run(session, tensors, outputs, batch.messages()).forEach((name, tensor) -> list
                    .add(new OnnxArray(manager, name, tensor, !batch.outputs().keeps(tensor))));
            return list;
        } catch (OrtException e) {
            throw new EngineException(Reasons.words(e), e);
        }
    }
}
