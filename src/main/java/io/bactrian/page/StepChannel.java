package io.bactrian.page;

import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultChannel;
import org.apache.camel.spi.InterceptStrategy;

/** The place of a step in its route, with the step's error handler in it. Where nobody looks, a message costs one read of a field here. */
final class StepChannel extends DefaultChannel {
    private final StepFigures figures;
    private NamedNode step;
    /** Null while nobody looks. */
    private volatile StepCounts counts;

    StepChannel(CamelContext context, StepFigures figures) {
        super(context);
        this.figures = figures;
    }

    @Override
    public void initChannel(Route route, NamedNode definition, NamedNode child, List<InterceptStrategy> interceptors,
            Processor next, NamedRoute routeDefinition, boolean first) throws Exception {
        super.initChannel(route, definition, child, interceptors, next, routeDefinition, first);
        step = child == null ? definition : child;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        figures.add(this);
    }

    @Override
    protected void doStop() throws Exception {
        figures.remove(this);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        StepCounts counting = counts;
        return super.process(exchange, counting == null ? callback : counting.begin(exchange, callback));
    }

    void count(StepCounts in) {
        counts = in;
    }

    StepCounts counts() {
        return counts;
    }

    String routeId() {
        return getRoute().getRouteId();
    }

    /** As Camel's model has it. */
    String stepId() {
        return step.getId();
    }
}
