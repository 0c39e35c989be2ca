package io.bactrian.page;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.InternalProcessorFactory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiRequest;
import io.bactrian.http.ControlApi;
import io.bactrian.http.ViewAccess;
import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.EdgeSteps;
import io.bactrian.steps.StepRegistry;

/** The steps of the page's routes, in every role. */
@Singleton
public final class PageSteps {
    private static final String FLOW = "flow";

    private final ViewAccess access;
    private final LiveViews live;
    private final ServiceState service;
    private final FlowView flow;

    public PageSteps(CamelContext context, ViewAccess access, LiveViews live, ServiceState service) {
        this.access = access;
        this.live = live;
        this.service = service;
        RouteFigures figures = new RouteFigures();
        StepFigures steps = new StepFigures();
        this.flow = new FlowView(context, figures, steps, service);
        context.addLifecycleStrategy(figures);
        context.getCamelContextExtension().addContextPlugin(InternalProcessorFactory.class, steps);
        live.add(FLOW, flow);
    }

    void edge(@Observes EdgeSteps edge) {
        bind(edge.registry());
    }

    void cloud(@Observes CloudSteps cloud) {
        bind(cloud.registry());
    }

    /** For contexts that have no events. */
    public void bind(StepRegistry steps) {
        steps.step("authorise-view",
                exchange -> access.check(new ApiRequest(exchange.getMessage()).header("Authorization")));
        steps.step("page", exchange -> ControlApi.respond(exchange.getMessage(), 200, page()));
        steps.step("flow", exchange -> ControlApi.respond(exchange.getMessage(), 200, flow.flow()));
        steps.step("follow-flow", this::followFlow);
    }

    /** For everybody, so that the page knows what it may show before it asks for a token. */
    private ObjectNode page() {
        ObjectNode page = JsonNodeFactory.instance.objectNode().put("role", service.role()).put("version", service.version());
        page.set("documents", flow.documents());
        return page;
    }

    /** The response goes on until its reader goes. */
    private void followFlow(Exchange exchange) throws ApiProblem {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(live.follow(FLOW));
    }
}
