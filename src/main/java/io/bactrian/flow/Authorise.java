package io.bactrian.flow;

import java.util.List;
import java.util.Map;

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
        if (!token.isIn(authorization(exchange.getMessage().getHeaders()))) {
            throw ApiProblem.unauthorised();
        }
    }

    /** Clients write its name as they like, and HTTP/2 in small letters. Null where it is said twice. */
    private static Object authorization(Map<String, Object> headers) {
        List<Object> said = headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
                .map(Map.Entry::getValue).toList();
        return said.size() == 1 ? said.get(0) : null;
    }
}
