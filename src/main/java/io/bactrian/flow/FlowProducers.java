package io.bactrian.flow;

import java.time.Clock;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;

import io.bactrian.follow.Followers;
import io.bactrian.learn.SampleSelector;
import io.bactrian.steps.EdgeSteps;
import io.bactrian.steps.StepRegistry;

/** Makes the beans that the steps share, and gives the routes their steps before the routes are read. */
@Singleton
final class FlowProducers {
    @Produces
    @Singleton
    ProcessClock clock() {
        return new ProcessClock(System::nanoTime, Clock.systemUTC());
    }

    @Produces
    @Singleton
    Followers followers() {
        return new Followers(Clock.systemUTC());
    }

    @Produces
    @Singleton
    Retries retries(RetrySettings settings, Retries.ServiceFailures failures, ProcessClock clock, FlowMeters meters) {
        return new Retries(settings, failures, clock, meters);
    }

    @Produces
    @Singleton
    DisagreementSampler disagreements(CamelContext context, SampleSelector selector, FlowMeters meters) {
        return new DisagreementSampler(context.createProducerTemplate(), selector, meters);
    }

    void bind(@Observes EdgeSteps edge, Steps steps, ReplySteps replies, RetrySteps retries,
            DeadLetterSteps deadLetters, LetterSteps letters, ControlSteps control, ReportSteps reports,
            DeviceRequestSteps requests, DeviceSteps devices,
            TwinSteps twins, DriftSteps drift, StatisticsSteps statistics, AssemblySteps assembly, DeliverySteps deliveries,
            DetectorSteps detector, FollowSteps follow, DeviceViewSteps views, HomeAssistantSteps homeAssistant) {
        StepRegistry registry = edge.registry();
        steps.bind(registry);
        replies.bind(registry);
        retries.bind(registry);
        deadLetters.bind(registry);
        letters.bind(registry);
        control.bind(registry);
        reports.bind(registry);
        drift.bind(registry);
        statistics.bind(registry);
        assembly.bind(registry);
        requests.bind(registry);
        devices.bind(registry);
        twins.bind(registry);
        deliveries.bind(registry);
        detector.bind(registry);
        follow.bind(registry);
        views.bind(registry);
        homeAssistant.bind(registry);
    }
}
