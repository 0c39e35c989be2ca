package io.bactrian.http;

import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import org.apache.camel.Message;

import io.bactrian.model.Manifest;
import io.bactrian.model.ModelUnavailable;
import io.bactrian.model.ServingModels;
import io.bactrian.model.VersionSelection;

/** Finds the model, and the version where there is one, that a request names in the headers {@code model} and {@code version}. Any thread. */
public final class PathModel {
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");

    private final ServingModels models;
    private final AtomicLong requests = new AtomicLong();

    public PathModel(ServingModels models) {
        this.models = models;
    }

    /**
     * Which version answers: the one that is named, else the one in service; a canary answers its share of the requests.
     *
     * @throws ApiProblem       where there is no such model or version
     * @throws ModelUnavailable where it is there but does not answer now
     */
    public VersionSelection select(Message message) throws ApiProblem {
        String model = name(message);
        Integer version = version(message);
        return models.choose(model, "request-" + requests.incrementAndGet(), version)
                .orElseThrow(() -> unknown(model, version));
    }

    /**
     * Whether the model, or the version, answers now.
     *
     * @throws ApiProblem where there is no such model or version
     */
    public boolean answers(Message message) throws ApiProblem {
        try {
            select(message);
            return true;
        } catch (ModelUnavailable e) {
            return false;
        }
    }

    /**
     * The versions of the model that answer; only the one that is named where there is one.
     *
     * @throws ApiProblem where there is no such model or version
     */
    public SortedMap<Integer, Manifest> answering(Message message) throws ApiProblem {
        String model = name(message);
        Integer version = version(message);
        SortedMap<Integer, Manifest> all = models.answering(model);
        if (all.isEmpty() || version != null && !all.containsKey(version)) {
            models.choose(model, "", version).orElseThrow(() -> unknown(model, version));
        }
        return version == null ? all : all.subMap(version, version + 1);
    }

    /** @throws ApiProblem where it names none, or more than one */
    public String name(Message message) throws ApiProblem {
        return parameter(message, "model").orElseThrow(() -> ApiProblem.badRequest("the request names no model"));
    }

    private Integer version(Message message) throws ApiProblem {
        Optional<String> said = parameter(message, "version");
        if (said.isEmpty()) {
            return null;
        }
        if (!VERSION.matcher(said.get()).matches()) {
            throw ApiProblem.notFound("version '" + said.get() + "': expected a whole number above 0");
        }
        return Integer.valueOf(said.get());
    }

    /** A header or a query of the same name would make a list of it. */
    private static Optional<String> parameter(Message message, String name) throws ApiProblem {
        Object said = message.getHeader(name);
        if (said != null && !(said instanceof String)) {
            throw ApiProblem.badRequest("'" + name + "' is given more than once; expected it once, in the path");
        }
        return Optional.ofNullable((String) said);
    }

    private ApiProblem unknown(String model, Integer version) {
        return ApiProblem.notFound("there is no model '" + model + "'" + (version == null ? "" : " with a version " + version)
                + "; the models are " + models.names().stream().sorted().toList());
    }
}
