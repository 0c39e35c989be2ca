package io.bactrian.flow;

import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Expression;
import org.apache.camel.Processor;

import io.bactrian.http.ApiToken;
import io.bactrian.rollout.ModelControl;

/** The steps of the REST interface and of the events by the names that routes call them. */
@Singleton
final class ControlSteps {
    private final Supplier<ModelControl> models;

    @Inject
    ControlSteps(Instance<ModelControl> models) {
        this((Supplier<ModelControl>) models::get);
    }

    ControlSteps(Supplier<ModelControl> models) {
        this.models = models;
    }

    @Produces
    @Singleton
    @Named("authorise")
    Processor authorise(ApiToken token) {
        return new Authorise(token);
    }

    @Produces
    @Singleton
    @Named("index")
    Processor index() {
        return new ModelOperation(models, (control, request) -> {
            boolean readyOnly = request.flag("ready");
            return ModelJson.index(control.status(), readyOnly);
        });
    }

    @Produces
    @Singleton
    @Named("models")
    Processor models() {
        return new ModelOperation(models, (control, request) -> ModelJson.models(control.status()));
    }

    @Produces
    @Singleton
    @Named("model")
    Processor model() {
        return new ModelOperation(models, (control, request) -> ModelJson.model(control.status(request.model())));
    }

    @Produces
    @Singleton
    @Named("load")
    Processor load() {
        return ModelOperation.command(models, (control, request) -> {
            request.allowParameters(Set.of());
            control.load(request.model());
        });
    }

    @Produces
    @Singleton
    @Named("unload")
    Processor unload() {
        return ModelOperation.command(models, (control, request) -> {
            request.allowParameters(Set.of("unload_dependents"));
            control.unload(request.model());
        });
    }

    @Produces
    @Singleton
    @Named("promote")
    Processor promote() {
        return ModelOperation.command(models, (control, request) -> control.promote(request.model(), request.version()));
    }

    @Produces
    @Singleton
    @Named("roll-back")
    Processor rollBack() {
        return ModelOperation.command(models, (control, request) -> control.rollBack(request.model(), request.version()));
    }

    @Produces
    @Singleton
    @Named("shadow")
    Processor shadow() {
        return ModelOperation.command(models, (control, request) -> control.shadow(request.model(), request.version()));
    }

    @Produces
    @Singleton
    @Named("write-problem")
    Processor writeProblem() {
        return new WriteProblem();
    }

    @Produces
    @Singleton
    @Named("event-topic")
    static Expression eventTopic() {
        return ReplySteps.expression(EncodeEvent::topic);
    }

    @Produces
    @Singleton
    @Named("model-event")
    Processor modelEvent() {
        return new EncodeEvent();
    }
}
