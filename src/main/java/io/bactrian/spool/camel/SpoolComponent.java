package io.bactrian.spool.camel;

import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import io.bactrian.spool.OverflowPolicy;
import io.bactrian.spool.Spools;

/** The {@code spool:} component; its endpoints are {@link SpoolEndpoint}s. */
@Component("spool")
@Named("spool")
@Singleton
public class SpoolComponent extends DefaultComponent {
    private final Spools spools;
    private final DeliveryFailures failures;
    private final StoreListener listener;

    /** Takes no failure for the record's own. */
    public SpoolComponent(Spools spools) {
        this(spools, DeliveryFailures.NONE);
    }

    /** Nobody is shown what is stored. */
    public SpoolComponent(Spools spools, DeliveryFailures failures) {
        this(spools, failures, StoreListener.NONE);
    }

    @Inject
    public SpoolComponent(Spools spools, DeliveryFailures failures, StoreListener listener) {
        this.spools = spools;
        this.failures = failures;
        this.listener = listener;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new SpoolEndpoint(uri, this, remaining, spools, failures, listener);
        setProperties(endpoint, parameters);
        spools.configure(remaining, endpoint.getMaxBytes(),
                endpoint.getOverflowPolicy() == null ? null : OverflowPolicy.of(endpoint.getOverflowPolicy()));
        return endpoint;
    }
}
