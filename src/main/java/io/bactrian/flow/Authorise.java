package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Step {@code authorise}: who does not have the token is turned away. */
final class Authorise implements Processor {
    private final ApiToken token;

    Authorise(ApiToken token) {
        this.token = token;
    }

    @Override
    public void process(Exchange exchange) throws ApiProblem {
        if (!token.isIn(HttpHeader.only(exchange.getMessage().getHeaders(), "Authorization"))) {
            throw ApiProblem.unauthorised();
        }
    }
}
