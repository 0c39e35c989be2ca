package io.bactrian.onnx;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

import com.google.protobuf.CodedInputStream;

/**
 * Reads the messages of an ONNX file and collects what it names, bounded in count and bytes. Fields are those of
 * {@code onnx.proto} up to IR version 11; every place that can hold a node or a tensor is entered, others are skipped.
 */
final class ModelParser {
    private static final int MOST_DEPTH = 100;
    private static final int MOST_NAMED = 20_000;
    private static final int LONGEST_NAME = 1 << 16;
    private static final int MOST_KEPT = 16 << 20;

    private final CodedInputStream in;
    private final OnnxOutline found;
    private ExternalTensor.Frame frame;
    private int kept;

    ModelParser(CodedInputStream in, OnnxOutline into) {
        this.in = in;
        this.found = into;
        in.setSizeLimit(Integer.MAX_VALUE);
    }

    private interface Field {
        /** Whether it has read that field. */
        boolean read(int tag) throws IOException;
    }

    private interface Part {
        void read() throws IOException;
    }

    void parse() throws IOException {
        fields(tag -> switch (tag) {
            case Tags.MODEL_GRAPH -> message(() -> graph(true));
            case Tags.MODEL_METADATA -> message(this::metadata);
            case Tags.MODEL_TRAINING -> message(this::training);
            case Tags.MODEL_FUNCTION -> message(this::function);
            default -> false;
        });
    }

    private void training() throws IOException {
        fields(tag -> switch (tag) {
            case Tags.TRAINING_INITIALIZATION, Tags.TRAINING_ALGORITHM -> message(() -> graph(false));
            default -> false;
        });
    }

    private void graph(boolean main) throws IOException {
        fields(tag -> switch (tag) {
            case Tags.GRAPH_NODE -> message(this::node);
            case Tags.GRAPH_INITIALIZER -> message(this::tensor);
            case Tags.GRAPH_SPARSE_INITIALIZER -> message(this::sparse);
            case Tags.GRAPH_INPUT, Tags.GRAPH_OUTPUT -> main && message(this::port);
            default -> false;
        });
    }

    private void function() throws IOException {
        String[] name = {"", ""};
        fields(tag -> switch (tag) {
            case Tags.FUNCTION_DOMAIN -> text(text -> name[0] = text);
            case Tags.FUNCTION_NAME -> text(text -> name[1] = text);
            case Tags.FUNCTION_NODE -> message(this::node);
            case Tags.FUNCTION_ATTRIBUTE -> message(this::attribute);
            default -> false;
        });
        keep(found.functions().size(), "functions", name);
        found.functions().add(new OnnxOutline.Operator(name[0], name[1]));
    }

    private void node() throws IOException {
        String[] name = {"", "", ""};
        fields(tag -> switch (tag) {
            case Tags.NODE_DOMAIN -> text(text -> name[0] = text);
            case Tags.NODE_OPERATOR -> text(text -> name[1] = text);
            case Tags.NODE_NAME -> text(text -> name[2] = text);
            case Tags.NODE_ATTRIBUTE -> message(this::attribute);
            default -> false;
        });
        if (found.operators().putIfAbsent(new OnnxOutline.Operator(name[0], name[1]), name[2]) == null) {
            keep(found.operators().size(), "operators", name);
        }
    }

    private void attribute() throws IOException {
        fields(tag -> switch (tag) {
            case Tags.ATTRIBUTE_TENSOR, Tags.ATTRIBUTE_TENSORS -> message(this::tensor);
            case Tags.ATTRIBUTE_GRAPH, Tags.ATTRIBUTE_GRAPHS -> message(() -> graph(false));
            case Tags.ATTRIBUTE_SPARSE, Tags.ATTRIBUTE_SPARSES -> message(this::sparse);
            default -> false;
        });
    }

    private void sparse() throws IOException {
        fields(tag -> switch (tag) {
            case Tags.SPARSE_VALUES, Tags.SPARSE_INDICES -> message(this::tensor);
            default -> false;
        });
    }

    private void tensor() throws IOException {
        TensorDraft draft = new TensorDraft(in);
        fields(tag -> switch (tag) {
            case Tags.TENSOR_NAME -> text(draft::name);
            case Tags.TENSOR_EXTERNAL -> message(() -> entry(LONGEST_NAME, draft::external));
            default -> draft.read(tag);
        });
        if (draft.isExternal()) {
            ExternalTensor tensor = draft.in(frame);
            keep(found.externals().size(), "tensors in other files", tensor.name());
            for (Map.Entry<String, String> said : tensor.source().entrySet()) {
                keep(0, "", said.getKey(), said.getValue());
            }
            found.externals().add(tensor);
        }
    }

    private void port() throws IOException {
        String[] name = {""};
        fields(tag -> tag == Tags.PORT_NAME && text(text -> name[0] = text));
        keep(found.ports().size(), "inputs and outputs", name);
        found.ports().add(name[0]);
    }

    private void metadata() throws IOException {
        entry(MOST_KEPT, (key, value) -> {
            keep(found.metadata().size(), "metadata properties", key, value);
            found.metadata().put(key, value);
        });
    }

    private interface Pair {
        void take(String key, String value) throws IOException;
    }

    private void entry(int longest, Pair pair) throws IOException {
        String[] entry = {"", ""};
        fields(tag -> switch (tag) {
            case Tags.ENTRY_KEY -> text(text -> entry[0] = text);
            case Tags.ENTRY_VALUE -> {
                entry[1] = Tags.text(in, longest);
                yield true;
            }
            default -> false;
        });
        pair.take(entry[0], entry[1]);
    }

    private boolean message(Part part) throws IOException {
        ExternalTensor.Frame outer = frame;
        if (outer != null && outer.depth() == MOST_DEPTH) {
            throw new OnnxFormatException("its messages are nested more than " + MOST_DEPTH + " deep");
        }
        int lengthAt = in.getTotalBytesRead();
        int length = in.readRawVarint32();
        frame = new ExternalTensor.Frame(outer, lengthAt, in.getTotalBytesRead(), length);
        int limit = in.pushLimit(length);
        part.read();
        if (in.getBytesUntilLimit() != 0) {
            throw new OnnxFormatException("Protobuf parsing failed: it ends in the middle of a message");
        }
        in.popLimit(limit);
        frame = outer;
        return true;
    }

    private void fields(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!field.read(tag) && !in.skipField(tag)) {
                throw new OnnxFormatException("a group ends where none began");
            }
        }
    }

    private boolean text(Consumer<String> into) throws IOException {
        into.accept(Tags.text(in, LONGEST_NAME));
        return true;
    }

    private void keep(int known, String what, String... texts) throws OnnxFormatException {
        for (String text : texts) {
            kept += text.length();
        }
        if (known > MOST_NAMED) {
            throw new OnnxFormatException("it has more than " + MOST_NAMED + " " + what);
        }
        if (kept > MOST_KEPT) {
            throw new OnnxFormatException("its names and metadata have more than " + MOST_KEPT + " characters");
        }
    }
}
