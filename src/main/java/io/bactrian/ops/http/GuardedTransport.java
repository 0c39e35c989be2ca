package io.bactrian.ops.http;

import java.time.Duration;

import org.eclipse.microprofile.config.ConfigProvider;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;

/** Vert.x's own transport, which puts a {@link RequestGuard} in front of each connection that the HTTP
 * server accepts: no other server of this process is one of Vert.x. */
public final class GuardedTransport extends JDKTransport implements VertxServiceProvider {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(this);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Accepted());
    }

    @Sharable
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final OpenConnections open = new OpenConnections(OpenConnections.MOST);
        private final BodyBudget bodies = BodyBudget.ofHeap();
        private final Duration timeout = ConfigProvider.getConfig()
                .getOptionalValue("bactrian.http.request-timeout", Duration.class).orElse(USUAL_TIMEOUT);

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                open.add(connection);
                connection.pipeline().addLast(new RequestGuard(open, bodies, timeout));
            }
            context.fireChannelRead(accepted);
        }
    }
}
