package io.bactrian.infer.onnx;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.ModelOutput;
import io.bactrian.model.ModelOutput.Tensor;

/** Messages into tensors and back, one batch at a time. The context's end frees the tensors that are not kept. */
final class BatchTranslator implements NoBatchifyTranslator<List<? extends ModelInput>, List<ModelOutput>>, AutoCloseable {
    private final Manifest manifest;
    private final boolean together;
    private final int elements;
    private final List<TensorWriter> writers = new ArrayList<>();
    private final KeptOutputs outputs = new KeptOutputs();
    private List<? extends ModelInput> batch;
    private long inputBegin;
    private long inputEnd;
    private long outputBegin;
    private long outputEnd;

    BatchTranslator(Manifest manifest) {
        this.manifest = manifest;
        this.together = manifest.batching().size() > 1;
        this.elements = manifest.elements();
        int offset = 0;
        for (Manifest.Input input : manifest.inputs()) {
            writers.add(new TensorWriter(input, writers.size(), offset));
            offset += input.elements();
        }
    }

    @Override
    public NDList processInput(TranslatorContext context, List<? extends ModelInput> messages) throws OrtException {
        inputBegin = System.nanoTime();
        check(messages);
        batch = messages;
        NDManager manager = context.getNDManager();
        NDList list = new BatchTensors(writers.size(), outputs, messages.size());
        for (TensorWriter writer : writers) {
            list.add(new OnnxArray(manager, writer.name(), writer.write(messages), !writer.keeps()));
        }
        inputEnd = System.nanoTime();
        return list;
    }

    @Override
    public List<ModelOutput> processOutput(TranslatorContext context, NDList list) {
        outputBegin = System.nanoTime();
        List<List<Tensor>> tensors = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            tensors.add(new ArrayList<>(list.size()));
        }
        for (NDArray array : list) {
            OnnxTensor tensor = ((OnnxArray) array).tensor();
            if (!together) {
                tensors.get(0).add(TensorReader.whole(array.getName(), tensor));
                continue;
            }
            List<Tensor> parts = TensorReader.split(array.getName(), tensor, batch.size());
            for (int i = 0; i < batch.size(); i++) {
                tensors.get(i).add(parts.get(i));
            }
        }
        List<ModelOutput> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            answers.add(new ModelOutput(batch.get(i).message(), manifest, tensors.get(i)));
        }
        outputEnd = System.nanoTime();
        return answers;
    }

    /** The time of the last run. */
    void report(int messages, OnnxModel.Timing timing) {
        timing.ran(messages, inputEnd - inputBegin, outputBegin - inputEnd, outputEnd - outputBegin);
    }

    /** Frees what is kept between batches. */
    @Override
    public void close() {
        writers.forEach(TensorWriter::close);
        outputs.close();
    }

    private void check(List<? extends ModelInput> messages) {
        if (messages.size() > manifest.batching().size()) {
            throw new IllegalArgumentException(messages.size() + " messages in one batch; expected at most "
                    + manifest.batching().size());
        }
        for (ModelInput message : messages) {
            if (message.data() == null) {
                writers.forEach(writer -> writer.check(message));
            } else if (message.data().length != elements) {
                throw new IllegalArgumentException("it brings " + message.data().length + " values; expected " + elements);
            }
        }
    }
}
