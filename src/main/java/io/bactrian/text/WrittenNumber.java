package io.bactrian.text;

import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;

/** Numbers whose text is what stands in the file: {@code 1.10} is 1.1, and reads {@code 1.10} where a text is expected. */
final class WrittenNumber {
    private static final int DIGITS_OF_A_LONG = 18;

    private WrittenNumber() {
    }

    /** A whole number where it is written as one and a long holds it. */
    static JsonNode of(String text) {
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        boolean whole = digits.length() <= DIGITS_OF_A_LONG && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return whole ? new Whole(text) : new Decimal(text);
    }

    private static double parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.endsWith(".nan")) {
            return Double.NaN;
        }
        if (name.endsWith(".inf")) {
            return name.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.parseDouble(text);
    }

    private static final class Whole extends LongNode {
        private static final long serialVersionUID = 1;

        private final String text;

        Whole(String text) {
            super(Long.parseLong(text));
            this.text = text;
        }

        @Override
        public String asText() {
            return text;
        }
    }

    private static final class Decimal extends DoubleNode {
        private static final long serialVersionUID = 1;

        private final String text;

        Decimal(String text) {
            super(parse(text));
            this.text = text;
        }

        @Override
        public String asText() {
            return text;
        }
    }
}
