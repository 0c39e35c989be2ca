package io.bactrian.page;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ControlApi;
import io.bactrian.spool.SpoolHistory;
import io.bactrian.spool.Spools;
import io.bactrian.steps.EdgeSteps;
import io.bactrian.steps.StepRegistry;

/** The steps of the view of spools; only the edge has spools. */
@Singleton
public final class SpoolSteps {
    private static final String NAME = "spools";

    private final LiveViews live;
    private final SpoolView view;

    public SpoolSteps(LiveViews live, Spools spools, SpoolHistory history) {
        this.live = live;
        this.view = new SpoolView(spools, history);
    }

    void edge(@Observes EdgeSteps edge) {
        bind(edge.registry());
    }

    /** For contexts that have no events. */
    public void bind(StepRegistry steps) {
        live.add(NAME, view);
        steps.step("spools", exchange -> ControlApi.respond(exchange.getMessage(), 200, view.all()));
        steps.step("follow-spools", this::follow);
    }

    /** The response goes on until its reader goes. */
    private void follow(Exchange exchange) throws ApiProblem {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(live.follow(NAME));
    }
}
