package io.bactrian.ops;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.bactrian.http.AnswerStreams;
import io.bactrian.http.ApiToken;
import io.bactrian.http.DeviceAccess;
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
    InferenceAccess inferenceAccess(Settings settings) {
        return settings.inference();
    }

    @Produces
    @Singleton
    DeviceTokenFile deviceTokens(Settings settings) {
        try {
            return new DeviceTokenFile(settings.configuration().devices().tokens().orElse(null));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(DeviceAccess.KEY + ": " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    AnswerStreams streams(Settings settings) {
        return new AnswerStreams(settings.configuration().devices().viewers());
    }

    @Produces
    @Singleton
    DeviceAccess deviceAccess(Settings settings, DeviceTokenFile tokens) {
        return new DeviceAccess(tokens::tokens, settings.api().orElse(ApiToken.NONE), settings.inference().host(),
                settings.inference().loopback());
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
