package io.bactrian.delivery.remote;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.bactrian.archive.Form;
import io.bactrian.text.Excerpt;

/** A model registry of MLflow, by its REST API (2.0), with the artifacts that its server passes on. */
final class MlflowStore implements Store {
    private static final Pattern ARTIFACTS = Pattern.compile("mlflow-artifacts:(?://[^/]*)?/+(.+)");
    /** What MLflow keeps beside a model for its own purposes. */
    private static final Set<String> ITS_OWN = Set.of("MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt",
            "registered_model_meta", "input_example.json", "serving_input_example.json", "metadata", "code");
    private static final int LONGEST = 4 << 20;
    private static final int MOST_FILES = 64;
    private static final int DEEPEST = 3;
    private static final String JSON = "application/json";

    private final MlflowReference reference;
    private final Documents documents;
    private final Access access;

    MlflowStore(MlflowReference reference, Documents documents, CredentialFile credentials) {
        this.reference = reference;
        this.documents = documents;
        this.access = new HostAccess(credentials, Origin.of(reference.server("")));
    }

    @Override
    public Resolved resolve() throws IOException, RejectedOrderException, InterruptedException {
        String name = "name=" + Percent.encoded(reference.name());
        JsonNode version = get(reference.fixed()
                ? "mlflow/model-versions/get?" + name + "&version=" + reference.version()
                : "mlflow/registered-models/alias?" + name + "&alias=" + reference.alias()).path("model_version");
        String number = version.path("version").asText();
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw new IOException("the registry gave the version " + Excerpt.quoted(number) + "; expected a whole number");
        }
        String status = version.path("status").asText("READY");
        if (!status.equals("READY")) {
            throw new IOException("version " + number + " is " + status + " in the registry; expected READY");
        }
        return new Resolved(reference.at(Integer.parseInt(number)), Integer.parseInt(number), "give the order a version");
    }

    private JsonNode get(String path) throws IOException, RejectedOrderException, InterruptedException {
        URI url = reference.server(path);
        return Documents.json(documents.get(url, access, JSON, LONGEST), url);
    }

    @Override
    public List<RemoteFile> files() throws IOException, RejectedOrderException, InterruptedException {
        String uri = get("mlflow/model-versions/get-download-uri?name=" + Percent.encoded(reference.name())
                + "&version=" + reference.version()).path("artifact_uri").asText();
        Matcher artifacts = ARTIFACTS.matcher(uri);
        if (!artifacts.matches()) {
            throw new RejectedOrderException("the version's artifacts are at " + Excerpt.quoted(uri.replaceFirst("\\?.*", ""))
                    + ", which MLflow's server does not pass on; expected mlflow-artifacts: start it with --serve-artifacts"
                    + " and log the model anew, or order the files by https or s3");
        }
        List<RemoteFile> files = new ArrayList<>();
        list(artifacts.group(1), "", 0, files);
        return files;
    }

    private void list(String root, String folder, int depth, List<RemoteFile> files)
            throws IOException, RejectedOrderException, InterruptedException {
        String path = folder.isEmpty() ? root : root + "/" + folder;
        for (JsonNode file : get("mlflow-artifacts/artifacts?path=" + Percent.encoded(path)).path("files")) {
            String name = folder + (folder.isEmpty() ? "" : "/") + file.path("path").asText();
            if (ITS_OWN.contains(name)) {
                continue;
            }
            if (file.path("is_dir").asBoolean()) {
                if (depth < DEEPEST) {
                    list(root, name, depth + 1, files);
                }
            } else if (files.size() == MOST_FILES) {
                throw new RejectedOrderException(
                        "the version has more than " + MOST_FILES + " files; expected those of one version");
            } else {
                files.add(new RemoteFile(name, Form.FILE, artifact(root + "/" + name), access,
                        file.path("file_size").asLong(-1), null));
            }
        }
    }

    private URI artifact(String path) {
        return reference.server("mlflow-artifacts/artifacts/" + Percent.path(path));
    }
}
