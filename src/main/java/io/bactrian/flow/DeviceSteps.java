package io.bactrian.flow;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.support.ExpressionAdapter;

import io.bactrian.kube.DeviceSync;

/** The steps of the route that follows the cluster's devices. They make nothing unless it runs. */
@Singleton
final class DeviceSteps {
    @Produces
    @Singleton
    @Named("sync-devices")
    static Processor syncDevices(Instance<DeviceSync> sync) {
        return exchange -> sync.get().sync();
    }

    @Produces
    @Singleton
    @Named("sync-jitter")
    static Expression syncJitter(Instance<DeviceSync> sync) {
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return sync.get().jitterMillis();
            }
        };
    }
}
