package io.bactrian.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.processor.DefaultInternalProcessorFactory;

/**
 * What each step of the running routes does, while somebody looks. As Camel's factory of the places between steps, it has to be there
 * before the routes are. Any thread; nothing waits.
 */
final class StepFigures extends DefaultInternalProcessorFactory {
    private final RecentTimes times = new RecentTimes();
    private final Set<StepChannel> channels = new HashSet<>();
    private boolean watched;

    @Override
    public Channel createChannel(CamelContext context) {
        return new StepChannel(context, this);
    }

    /** The step's route starts. */
    synchronized void add(StepChannel channel) {
        channels.add(channel);
        count(channel);
    }

    /** The step's route stops. */
    synchronized void remove(StepChannel channel) {
        channels.remove(channel);
        channel.count(null);
    }

    synchronized void watch(boolean now) {
        watched = now;
        channels.forEach(this::count);
        if (!now) {
            times.clear();
        }
    }

    private void count(StepChannel channel) {
        channel.count(watched ? new StepCounts(channel.routeId() + "/" + channel.stepId(), times) : null);
    }

    /** Steps that something has come to since somebody looks. */
    synchronized List<StepChannel> seen() {
        List<StepChannel> seen = new ArrayList<>();
        for (StepChannel channel : channels) {
            if (channel.counts() != null && !channel.counts().isEmpty()) {
                seen.add(channel);
            }
        }
        return seen;
    }
}
