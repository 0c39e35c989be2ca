package io.bactrian.ops;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.bactrian.grpc.DetectorSettings;
import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiToken;
import io.bactrian.http.DeviceAccess;
import io.bactrian.http.DeviceTokens;
import io.bactrian.http.InferenceAccess;
import io.bactrian.http.InferenceModels;
import io.bactrian.rollout.Rollouts;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Makes what decides who may ask over HTTP, and for what. */
@Singleton
final class HttpProducers {
    @Produces
    @Singleton
    ApiToken token(Settings settings) {
        return settings.api().orElse(ApiToken.NONE);
    }

    @Produces
    @Singleton
    TokenFile<DeviceTokens> deviceTokens(Settings settings) {
        return file("Devices' tokens", DeviceAccess.KEY, settings.configuration().devices().tokens().orElse(null),
                DeviceTokens::parse, null);
    }

    @Produces
    @Singleton
    TokenFile<ApiToken> inferenceToken(Settings settings) {
        return file("The token of inference", InferenceAccess.KEY, settings.inferenceTokenFile(), ApiToken::of,
                settings.configuration().inference().token().map(secret -> ApiToken.of(secret.text())).orElse(ApiToken.NONE));
    }

    private static <T> TokenFile<T> file(String name, String key, Path file, Function<String, T> parse, T without) {
        try {
            return new TokenFile<>(name, file, parse, without);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key + ": " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    InferenceAccess inferenceAccess(Settings settings, TokenFile<ApiToken> token) {
        return new InferenceAccess(token::tokens, settings.listens().host(), settings.listens().loopback());
    }

    @Produces
    @Singleton
    AnswerStreams streams(Settings settings) {
        return new AnswerStreams(settings.configuration().devices().viewers());
    }

    @Produces
    @Singleton
    DeviceAccess deviceAccess(Settings settings, TokenFile<DeviceTokens> tokens) {
        return new DeviceAccess(tokens::tokens, settings.api().orElse(ApiToken.NONE), settings.listens().host(),
                settings.listens().loopback());
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
