package io.bactrian.flow;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import io.bactrian.http.ApiProblem;
import io.bactrian.http.ApiToken;
import io.bactrian.http.HttpHeader;

/** Step {@code authorise}: a request without the token ends in 401. */
final class Authorise implements Processor {
    private final ApiToken token;

    Authorise(ApiToken token) {
        this.token = token;
    }

    @Override
    public void process(Exchange exchange) throws ApiProblem {
        if (!token.isIn(HttpHeader.only(exchange.getMessage().getHeaders(), "Authorization"))) {
            throw ApiProblem.unauthorised("bactrian.api.token");
        }
    }
}
