package io.bactrian.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.bactrian.model.Datatype;
import io.bactrian.model.Elements;
import io.bactrian.model.Manifest;
import io.bactrian.model.ModelInput;
import io.bactrian.model.VersionSelection;
import io.bactrian.picture.PictureFormat;

/** Fits a request to a version of a model: one row for each element of its batch. Any thread. */
public final class RequestRows {
    private final Manifest model;
    private final Manifest candidate;
    private final long deadline;
    private final BooleanSupplier cancelled;

    /**
     * @param deadline  {@link System#nanoTime()} after which it is not run; {@link Long#MAX_VALUE} for never
     * @param cancelled whether nobody waits for the answer any more; asked by any thread
     */
    public RequestRows(VersionSelection versions, long deadline, BooleanSupplier cancelled) {
        this.model = versions.serving();
        this.candidate = versions.candidate() != null && versions.sameForm()
                ? versions.candidate()
                : null;
        this.deadline = deadline;
        this.cancelled = cancelled;
    }

    /**
     * The rows of a request, which share its bytes.
     *
     * @throws InvalidRequest naming the input or output that does not fit
     */
    public List<ModelInput> of(InferenceRequest request) {
        for (InferenceRequest.RequestedOutput output : request.outputs()) {
            checkOutput(output.name());
        }
        if (request.outputs().size() > 1
                && request.outputs().stream().map(InferenceRequest.RequestedOutput::name).distinct().count() < request.outputs()
                        .size()) {
            throw new InvalidRequest("outputs names an output twice; expected each once");
        }
        List<Tensor> inputs = inOrder(request.inputs());
        if (model.takesPicture() && inputs.get(0).datatype() == Datatype.BYTES) {
            return PictureRows.of(inputs.get(0), model.inputs().get(0)).stream().map(this::row).toList();
        }
        long batch = -1;
        for (int i = 0; i < inputs.size(); i++) {
            long own = batch(inputs.get(i), model.inputs().get(i));
            if (batch >= 0 && own != batch) {
                throw new InvalidRequest("input '" + inputs.get(i).name() + "' has a batch of " + own + " and '"
                        + inputs.get(0).name() + "' one of " + batch + "; expected the same");
            }
            batch = own;
        }
        return rows(inputs, (int) batch);
    }

    /**
     * The rows of a body that is the elements of the model's one input and nothing else: numbers little-endian, of as many rows as
     * there are; a text or a picture as it is.
     *
     * @throws InvalidRequest where the model takes something else
     */
    public List<ModelInput> ofRaw(byte[] body) {
        if (model.inputs().size() != 1) {
            throw new InvalidRequest("the body is one tensor without its name (" + RequestReader.HEADER
                    + ": 0), but the model takes the inputs " + names());
        }
        Manifest.Input input = model.inputs().get(0);
        if (model.takesPicture() && PictureFormat.of(body) != null) {
            return List.of(row(body));
        }
        if (input.datatype() == Datatype.BYTES) {
            String text = BinaryTensors.text(input.name(), 0, ByteBuffer.wrap(body));
            return rows(List.of(tensor(input, 1, null, new String[]{text})), 1);
        }
        int each = input.elements() * Elements.bytes(input.datatype());
        int batch = input.batched() ? body.length / each : 1;
        if (batch == 0 || body.length != (long) batch * each) {
            throw new InvalidRequest("the body has " + body.length + " bytes, but input '" + input.name() + "' takes " + each
                    + (input.batched() ? " for each row" : ""));
        }
        Tensor tensor = tensor(input, batch, ByteBuffer.wrap(body), null);
        return rows(List.of(BinaryTensors.read(tensor.name(), tensor.datatype(), tensor.shape(), tensor.elements())), batch);
    }

    private ModelInput row(byte[] picture) {
        ModelInput tried = candidate == null
                ? null
                : new TensorRow(candidate, null, null, Long.MAX_VALUE, () -> false, null, picture);
        return new TensorRow(model, null, null, deadline, cancelled, tried, picture);
    }

    private static Tensor tensor(Manifest.Input input, int batch, ByteBuffer elements, String[] texts) {
        return new Tensor(input.name(), input.datatype(), input.shape(batch), elements, texts);
    }

    private List<Tensor> inOrder(List<Tensor> given) {
        List<Tensor> ordered = new ArrayList<>();
        for (Manifest.Input input : model.inputs()) {
            ordered.add(only(given, input.name()));
        }
        if (given.size() > ordered.size()) {
            String other = given.stream().filter(tensor -> !ordered.contains(tensor)).findFirst().orElseThrow().name();
            throw new InvalidRequest("input '" + other + "' is none of the model's; it takes the inputs " + names());
        }
        return ordered;
    }

    private Tensor only(List<Tensor> given, String name) {
        Tensor found = null;
        for (Tensor tensor : given) {
            if (tensor.name().equals(name)) {
                if (found != null) {
                    throw wrongCount(name, "there twice");
                }
                found = tensor;
            }
        }
        if (found == null) {
            throw wrongCount(name, "missing");
        }
        return found;
    }

    private InvalidRequest wrongCount(String name, String count) {
        return new InvalidRequest(
                "input '" + name + "' is " + count + "; the model takes the inputs " + names() + ", each once");
    }

    /** The rows of an input that fits; 1 where the model takes no batch. */
    private long batch(Tensor tensor, Manifest.Input input) {
        if (tensor.datatype() != input.datatype()) {
            throw new InvalidRequest("input '" + input.name() + "' is sent as " + tensor.datatype() + ", but the model takes "
                    + input.datatype());
        }
        long[] shape = tensor.shape();
        long[] row = input.batched() && shape.length > 0 ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
        boolean fits = Arrays.equals(row, input.dims()) && (!input.batched() || shape.length > 0 && shape[0] > 0);
        if (!fits) {
            throw new InvalidRequest("input '" + input.name() + "' has the shape " + Arrays.toString(shape)
                    + ", but the model takes " + Arrays.toString(ModelDescription.shape(input))
                    + (input.batched() ? ", the first of any size above 0" : ""));
        }
        return input.batched() ? shape[0] : 1;
    }

    private void checkOutput(String name) {
        List<String> answered = ModelDescription.answered(model);
        if (!answered.contains(name)) {
            throw new InvalidRequest("output '" + name + "' is none of the model's; it gives "
                    + answered.stream().collect(Collectors.joining("', '", "'", "'")));
        }
    }

    private String names() {
        return model.inputs().stream().map(Manifest.Input::name).collect(Collectors.joining("', '", "'", "'"));
    }

    private List<ModelInput> rows(List<Tensor> given, int batch) {
        List<Tensor> tensors = given.stream().map(Tensor::withTexts).toList();
        boolean anyText = tensors.stream().anyMatch(tensor -> tensor.texts() != null);
        List<ModelInput> rows = new ArrayList<>(batch);
        for (int row = 0; row < batch; row++) {
            ByteBuffer[] elements = new ByteBuffer[tensors.size()];
            String[] texts = anyText ? new String[model.elements()] : null;
            int offset = 0;
            for (int i = 0; i < elements.length; i++) {
                int count = model.inputs().get(i).elements();
                Tensor tensor = tensors.get(i);
                if (tensor.texts() != null) {
                    System.arraycopy(tensor.texts(), row * count, texts, offset, count);
                } else {
                    int bytes = count * Elements.bytes(tensor.datatype());
                    elements[i] = tensor.elements().slice(tensor.elements().position() + row * bytes, bytes);
                }
                offset += count;
            }
            ModelInput tried = candidate == null
                    ? null
                    : new TensorRow(candidate, elements, texts, Long.MAX_VALUE, () -> false, null, null);
            rows.add(new TensorRow(model, elements, texts, deadline, cancelled, tried, null));
        }
        return rows;
    }
}
