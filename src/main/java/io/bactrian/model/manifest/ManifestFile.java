package io.bactrian.model.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelRejectedException;
import io.bactrian.model.Provider;
import io.bactrian.model.VersionFiles;
import io.bactrian.model.repository.Digest;
import io.bactrian.model.repository.ResolvedFile;
import io.bactrian.text.BoundedFile;
import io.bactrian.text.MalformedText;
import io.bactrian.text.Places;
import io.bactrian.text.Problems;
import io.bactrian.text.YamlDocument;

/**
 * A version's {@code model.yaml}: first checked by itself, beside the ONNX file as bytes, then completed by what the graph says of
 * itself. Each step reports all errors together, each with its field, such as {@code inputs[0].features[2].fill}, and its line
 * and column. Immutable; any thread.
 */
public final class ManifestFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final int USUAL_MESSAGES = 32;
    private static final int MOST_ELEMENTS_IN_ONE_RUN = 1 << 24;
    private static final int MOST_ELEMENTS_OF_PICTURES = 1 << 20;

    private final VersionFiles files;
    private final ManifestDraft draft;
    private final Places places;

    private ManifestFile(VersionFiles files, ManifestDraft draft, Places places) {
        this.files = files;
        this.draft = draft;
        this.places = places;
    }

    /**
     * Reads {@code model.yaml}, and {@code model.onnx} where a digest is given: as long as that takes, a piece at a time.
     *
     * @param maxBytes the longest ONNX file allowed; a longer one is not read
     * @throws ModelRejectedException naming every field that is wrong
     */
    public static ManifestFile read(VersionFiles files, long maxBytes) throws ModelRejectedException {
        YamlDocument document = document(files.manifest());
        Problems problems = new Problems(document.places());
        ManifestDraft draft = new ManifestReader(problems).read(document.root());
        checkBytes(files.onnx(), maxBytes, draft.sha256(), problems);
        refuseFor(problems);
        return new ManifestFile(files, draft, document.places());
    }

    private static YamlDocument document(Path file) throws ModelRejectedException {
        try {
            return YamlDocument.parse(BoundedFile.read(file, ResolvedFile::open, MOST_BYTES));
        } catch (IOException e) {
            throw new ModelRejectedException("model.yaml" + (e instanceof MalformedText ? ", " : " ") + e.getMessage());
        }
    }

    /** What {@code model.onnx} must have, in hexadecimal digits, or null where the manifest asks for none. */
    public String sha256() {
        return draft.sha256();
    }

    /** Threads that ONNX Runtime may use inside one run. */
    public int threads() {
        return draft.threads();
    }

    /** Execution providers, of which the first that works is used; at least one. */
    public List<Provider> providers() {
        return draft.providers();
    }

    /**
     * @param graph what the ONNX file says of itself; fills in what the manifest leaves out
     * @throws ModelRejectedException naming every field that does not fit the graph
     */
    public Manifest complete(Signature graph) throws ModelRejectedException {
        Problems problems = new Problems(places);
        String unbatched = graph.unbatched();
        List<Manifest.Input> inputs = new InputFitter(graph, unbatched == null, problems).fit(draft.inputs());
        OutputFitter outputs = new OutputFitter(graph, output -> OnnxClasses.of(files.onnx(), output), unbatched == null,
                problems);
        Manifest.Answer answer = outputs.answer(draft.task(), draft.outputs());
        List<String> answered = outputs.answered(draft.outputs().answer(), draft.why());
        List<String> read = OutputFitter.read(answered, answer, draft.why());
        Manifest.Batching batching = batching(unbatched, inputs, problems);
        SamplingReader.check(draft.sampling(), answer, inputs, problems);
        ReferenceReader.check(draft.reference(), answer, inputs, problems);
        Manifest.Why why = WhyReader.complete(draft.why(), graph, inputs, problems);
        refuseFor(problems);
        return new Manifest(files.name(), Integer.toString(files.version()), draft.task(), files.onnx(), inputs,
                read, answer, batching, draft.threads(), draft.gate(), draft.provenance(),
                read.size() - answered.size(), graph.described(read), draft.sampling(), why, draft.reference());
    }

    private Manifest.Batching batching(String unbatched, List<Manifest.Input> inputs, Problems problems) {
        long elements = Math.max(1, inputs.stream().mapToLong(Manifest.Input::elements).sum());
        int most = (int) Math.max(1, Math.min(ManifestReader.MOST_MESSAGES, MOST_ELEMENTS_IN_ONE_RUN / elements));
        boolean isPicture = inputs.stream().anyMatch(input -> input.image() != null);
        int usual = isPicture ? (int) Math.max(1, MOST_ELEMENTS_OF_PICTURES / elements) : most;
        int size = unbatched == null ? Math.min(USUAL_MESSAGES, Math.min(most, usual)) : 1;
        Integer asked = draft.batchSize();
        if (asked != null && unbatched != null && asked > 1) {
            problems.add("batching.size is " + asked + "; expected 1, since " + unbatched);
        } else if (asked != null && asked > most) {
            problems.add("batching.size is " + asked + "; expected at most " + most + " messages of " + elements
                    + " elements in one run");
        } else if (asked != null) {
            size = asked;
        }
        return new Manifest.Batching(size, draft.batching().delay(), draft.batching().instances(), draft.batching().queue());
    }

    private static void checkBytes(Path onnx, long maxBytes, String sha256, Problems problems) {
        try {
            long size = Files.size(onnx);
            if (size > maxBytes) {
                problems.add("model.onnx has " + size + " bytes; expected at most " + maxBytes
                        + ", which bactrian.models.max-bytes allows");
            } else if (sha256 != null) {
                String found = Digest.of(onnx);
                if (!found.equalsIgnoreCase(sha256)) {
                    problems.add("sha256 is " + sha256 + ", but model.onnx has " + found
                            + "; expected the file that the manifest was made for: copy it again");
                }
            }
        } catch (IOException e) {
            problems.add("model.onnx cannot be read: " + e);
        }
    }

    private static void refuseFor(Problems problems) throws ModelRejectedException {
        if (!problems.none()) {
            throw new ModelRejectedException(problems.text().startsWith("model.onnx") ? "" : "model.yaml: ", problems.all());
        }
    }
}
