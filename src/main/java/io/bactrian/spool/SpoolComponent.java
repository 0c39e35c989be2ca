package io.bactrian.spool;

import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code spool:} component; its endpoints are {@link SpoolEndpoint}s. */
@Component("spool")
public class SpoolComponent extends DefaultComponent {
    private final Spools spools;

    public SpoolComponent(Spools spools) {
        this.spools = spools;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        var endpoint = new SpoolEndpoint(uri, this, remaining, spools);
        setProperties(endpoint, parameters);
        spools.configure(remaining, endpoint.getMaxBytes(),
                endpoint.getOverflowPolicy() == null ? null : OverflowPolicy.of(endpoint.getOverflowPolicy()));
        return endpoint;
    }
}
