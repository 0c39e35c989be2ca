package io.bactrian.flow;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.bactrian.kube.DeviceSync;
import io.bactrian.steps.StepRegistry;

/** The steps of the route that follows the cluster's devices. They make nothing unless it runs. */
@Singleton
final class DeviceSteps {
    private final Instance<DeviceSync> sync;

    DeviceSteps(Instance<DeviceSync> sync) {
        this.sync = sync;
    }

    void bind(StepRegistry steps) {
        steps.step("sync-devices", exchange -> sync.get().sync());
        steps.expression("sync-jitter", exchange -> String.valueOf(sync.get().jitterMillis()));
    }
}
