package io.bactrian.model.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A list of texts, or a mapping from whole numbers to texts, as {@code json.dumps} or {@code repr} of Python writes it: {@code ["a",
 * "b"]}, {@code ('a', 'b')}, {@code {0: 'a', 1: 'b'}}, {@code {"0": "a"}}. Anything else is read as nothing.
 */
final class NameLiteral {
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final Pattern KEY = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final Pattern TOKEN = Pattern
            .compile(
                    "\\G\\s*+(?:'([^'\\\\]*+(?:\\\\['\"\\\\][^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\['\"\\\\][^\"\\\\]*+)*+)\"|(-?\\d{1,18}|[\\[\\](){}:,]))");
    private static final int LONGEST = 1 << 16;
    private static final int MOST_ESCAPES = 256;

    private final List<String> places = new ArrayList<>();
    private final Map<String, String> byValue = new LinkedHashMap<>();

    private NameLiteral() {
    }

    static LabelNames read(String text) {
        NameLiteral literal = new NameLiteral();
        boolean brief = text.length() <= LONGEST && text.chars().filter(c -> c == '\\').count() <= MOST_ESCAPES;
        boolean whole = brief && (literal.json(text) || literal.python(text));
        return whole ? new LabelNames(literal.places, literal.byValue) : LabelNames.NONE;
    }

    private boolean json(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return false;
        }
        for (JsonNode value : node) {
            if (!value.isTextual()) {
                return false;
            }
        }
        if (node.isArray()) {
            node.forEach(value -> places.add(value.textValue()));
            return true;
        }
        node.properties().forEach(entry -> byValue.put(entry.getKey(), entry.getValue().textValue()));
        return byValue.keySet().stream().allMatch(key -> KEY.matcher(key).matches());
    }

    private boolean python(String text) {
        places.clear();
        byValue.clear();
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String quoted = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            tokens.add(quoted == null ? matcher.group(3) : "'" + quoted.replaceAll("\\\\(.)", "$1"));
            end = matcher.end();
        }
        if (end != text.length() || tokens.size() < 2 || !closes(tokens.get(0), tokens.get(tokens.size() - 1))) {
            return false;
        }
        List<String> inside = tokens.subList(1, tokens.size() - 1);
        return tokens.get(0).equals("{") ? mapping(inside) : list(inside);
    }

    private static boolean closes(String open, String close) {
        return (open + close).matches("\\[]|\\(\\)|\\{}");
    }

    /** Texts and commas in turn. */
    private boolean list(List<String> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            boolean fits = i % 2 == 0 ? tokens.get(i).startsWith("'") : tokens.get(i).equals(",");
            if (!fits) {
                return false;
            }
            if (i % 2 == 0) {
                places.add(tokens.get(i).substring(1));
            }
        }
        return true;
    }

    /** A number, a colon, a text and a comma in turn. */
    private boolean mapping(List<String> tokens) {
        for (int i = 0; i < tokens.size(); i += 4) {
            String key = tokens.get(i).startsWith("'") ? tokens.get(i).substring(1) : tokens.get(i);
            boolean fits = i + 2 < tokens.size() && KEY.matcher(key).matches() && tokens.get(i + 1).equals(":")
                    && tokens.get(i + 2).startsWith("'") && (i + 3 == tokens.size() || tokens.get(i + 3).equals(","));
            if (!fits || byValue.put(key, tokens.get(i + 2).substring(1)) != null) {
                return false;
            }
        }
        return true;
    }
}
