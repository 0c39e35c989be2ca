package io.bactrian.cloud;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import io.bactrian.http.ApiToken;
import io.bactrian.http.ControlAccess;
import io.bactrian.kit.CamelHttp;
import io.bactrian.steps.CloudSteps;
import io.bactrian.steps.StepRegistry;

/** A shipped route file of the cloud over HTTP, and an operator who calls it. */
final class CloudRoutes implements AutoCloseable {
    private static final String TOKEN = "correct-horse-battery";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final CloudSteps steps = new CloudSteps(new StepRegistry(context.getRegistry()));
    private final CamelHttp http;

    CloudRoutes() throws Exception {
        http = new CamelHttp(context);
        context.getRestConfiguration().setInlineRoutes(false);
        new CommonSteps(new ControlAccess(() -> ApiToken.of(TOKEN))).bind(steps);
    }

    DefaultCamelContext context() {
        return context;
    }

    /** Where steps of the file are bound before it starts. */
    CloudSteps steps() {
        return steps;
    }

    /** @param file its name without what it ends with */
    void start(String file) throws Exception {
        for (var routes : PluginHelper.getRoutesLoader(context).findRoutesBuilders(
                ResourceHelper.resolveMandatoryResource(context, "classpath:routes/cloud/" + file + ".camel.yaml"))) {
            context.addRoutes(routes);
        }
        context.start();
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(authorised(path));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(authorised(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /** Without the token. */
    HttpResponse<String> anonymous(String path) throws Exception {
        return http.get(path);
    }

    private HttpRequest.Builder authorised(String path) {
        return http.request(path).header("Authorization", "Bearer " + TOKEN);
    }

    @Override
    public void close() {
        context.stop();
    }
}
