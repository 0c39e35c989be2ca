package io.bactrian.ops;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.bactrian.grpc.DetectorSettings;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ControlAccess;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.InferenceAccess;
import io.bactrian.http.InferenceModels;
import io.bactrian.http.ViewAccess;
import io.bactrian.page.LiveViews;
import io.bactrian.rollout.Rollouts;

/** Makes what decides who may ask over HTTP, and for what. */
@Singleton
final class HttpProducers {
    @Produces
    @Singleton
    Tokens tokens(Settings settings) {
        return Tokens.of(settings);
    }

    @Produces
    @Singleton
    ControlAccess controlAccess(Tokens tokens) {
        return new ControlAccess(tokens.control()::tokens);
    }

    @Produces
    @Singleton
    InferenceAccess inferenceAccess(Settings settings, Tokens tokens) {
        return new InferenceAccess(tokens.inference()::tokens, settings.listens().host(), settings.listens().loopback());
    }

    @Produces
    @Singleton
    AnswerStreams streams(Settings settings) {
        return new AnswerStreams(settings.configuration().devices().viewers());
    }

    @Produces
    @Singleton
    DeviceAccess deviceAccess(Settings settings, Tokens tokens, ControlAccess operators) {
        return new DeviceAccess(tokens.devices()::tokens, operators, settings.listens().host(),
                settings.listens().loopback());
    }

    @Produces
    @Singleton
    ViewAccess viewAccess(Settings settings, ControlAccess operators) {
        return new ViewAccess(operators, settings.listens().host(), settings.listens().loopback());
    }

    @Produces
    @Singleton
    LiveViews liveViews(Settings settings) {
        return new LiveViews(settings.configuration().page().viewers());
    }

    @Produces
    @Singleton
    DetectorSettings detector(Settings settings) {
        DetectorConfiguration detector = settings.configuration().detector();
        return new DetectorSettings(detector.enabled(), detector.streams(), detector.waiting(), detector.idle(),
                settings.configuration().devices().levels(), settings.configuration().twins().namespace(), detector.normal());
    }

    @Produces
    @Singleton
    InferenceModels inferenceModels(Rollouts rollouts, Settings settings, Config config) {
        List<String> extensions = new ArrayList<>(List.of("binary_tensor_data", "statistics"));
        settings.api().ifPresent(token -> extensions.add("model_repository"));
        return new InferenceModels(rollouts,
                config.getOptionalValue("quarkus.application.version", String.class).orElse("unknown"),
                extensions);
    }
}
