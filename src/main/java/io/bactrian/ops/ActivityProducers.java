package io.bactrian.ops;

import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.apache.camel.quarkus.main.events.AfterStart;

import io.bactrian.activity.DeviceActivity;
import io.bactrian.flow.DeviceObserver;
import io.bactrian.flow.DeviceViews;
import io.bactrian.homeassistant.Discovery;
import io.bactrian.telemetry.DeviceTopics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes what keeps the devices' last answers, and what tells Home Assistant of them. */
@Singleton
final class ActivityProducers {
    @Produces
    @Singleton
    DeviceActivity activity(Settings settings) {
        Configuration.Devices devices = settings.configuration().devices();
        return new DeviceActivity(devices.listed(), devices.historyBytes().asLongValue(), System::currentTimeMillis);
    }

    @Produces
    @Singleton
    DeviceViews views(Settings settings, DeviceActivity activity) {
        return new DeviceViews(activity, settings.configuration().page().viewers(), System::currentTimeMillis);
    }

    @Produces
    @Singleton
    Discovery discovery(Settings settings, DeviceTopics topics) {
        HomeAssistantConfiguration configuration = settings.configuration().homeAssistant();
        return new Discovery(configuration.enabled(), configuration.prefix(), topics::inference, System::nanoTime);
    }

    @Produces
    @Singleton
    DeviceObserver observer(DeviceActivity activity, Discovery discovery) {
        return new DeviceObserver(activity, discovery);
    }

    /** Starts what the views need, and registers the meters; the names are in docs/operations.md. */
    void started(@Observes AfterStart event, Settings settings, Instance<DeviceActivity> activity, Instance<DeviceViews> views,
            Instance<Discovery> discovery, PeriodicTasks tasks, MeterRegistry registry) {
        if (settings.configuration().role() != Role.EDGE) {
            return;
        }
        tasks.start("device-views", Lifecycle.EVERY, views.get()::step);
        gauge(registry, "bactrian.devices.viewers", "Viewers of the list of devices and of single ones", views.get(),
                DeviceViews::open);
        counter(registry, "bactrian.devices.viewers.cut.off", "Those cut off because they did not keep up", views.get(),
                DeviceViews::cutOff);
        gauge(registry, "bactrian.devices.listed", "Devices whose last answers are kept", activity.get(), DeviceActivity::size);
        gauge(registry, "bactrian.devices.history.bytes", "Memory of their scores and labels over time", activity.get(),
                DeviceActivity::historyBytes);
        counter(registry, "bactrian.devices.forgotten", "Devices dropped because others were seen more recently",
                activity.get(), DeviceActivity::forgotten);
        if (settings.configuration().homeAssistant().enabled()) {
            counter(registry, "bactrian.home.assistant.published", "Configurations that the broker has taken", discovery.get(),
                    Discovery::taken);
            counter(registry, "bactrian.home.assistant.failed", "Configurations that were not published", discovery.get(),
                    Discovery::failures);
            gauge(registry, "bactrian.home.assistant.waiting", "Configurations that wait to be published", discovery.get(),
                    Discovery::waiting);
        }
    }

    private static <T> void gauge(MeterRegistry registry, String name, String description, T source,
            ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }

    private static <T> void counter(MeterRegistry registry, String name, String description, T source,
            ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(registry);
    }
}
