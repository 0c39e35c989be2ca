package io.bactrian.tensor;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads the objects of {@code outputs}. */
final class RequestedOutputs {
    private RequestedOutputs() {
    }

    /** @param binary null where the output does not say */
    record Asked(String name, Boolean binary) {
    }

    /** @param parser at the object's start; afterwards at its end */
    static Asked read(JsonParser parser, String where) throws IOException {
        Fields.expect(parser, JsonToken.START_OBJECT, where, "an object with a name");
        String[] name = new String[1];
        Boolean[] binary = new Boolean[1];
        String field;
        while ((field = parser.nextFieldName()) != null) {
            parser.nextToken();
            switch (field) {
                case "name" -> name[0] = Fields.text(parser, where + ".name");
                case "parameters" -> Fields.parameters(parser, where + ".parameters", parameter -> {
                    if (parameter.equals("binary_data")) {
                        binary[0] = Fields.truth(parser, where + ".parameters.binary_data");
                    } else {
                        RequestRules.outputParameter(parameter, where + ".parameters." + parameter);
                    }
                });
                default -> parser.skipChildren();
            }
        }
        if (name[0] == null) {
            throw new InvalidRequest(where + ".name is missing");
        }
        return new Asked(name[0], binary[0]);
    }
}
