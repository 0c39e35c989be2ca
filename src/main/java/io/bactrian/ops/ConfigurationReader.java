package io.bactrian.ops;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.bactrian.text.Range;
import io.bactrian.text.Suggestions;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * Reads {@link Configuration}. SmallRye's mapping is given only values that were checked here: by itself it stops at expressions in secrets, prints the
 * values it cannot convert, and knows no ranges and no suggestions.
 */
final class ConfigurationReader {
    private static final String PREFIX = "bactrian.";
    private static final Map<String, Property> KEYS = new TreeMap<>(
            ConfigMappings.getProperties(ConfigClass.configClass(Configuration.class)));

    /** What did the same before, with dots for dashes, and the key in its place. */
    private static final Map<String, String> REPLACED = Map.of("bactrian.delivery.token", "bactrian.delivery.credentials",
            "bactrian.delivery.token.file", "bactrian.delivery.credentials", "bactrian.delivery.token.hosts",
            "bactrian.delivery.credentials");

    private final ConfigValues values;

    private ConfigurationReader(ConfigValues values) {
        this.values = values;
    }

    /** All keys by name. */
    static Map<String, Property> keys() {
        return KEYS;
    }

    /** What is configured; keys with problems, which {@code values} then has, have their defaults. */
    static Configuration read(ConfigValues values) {
        ConfigurationReader reader = new ConfigurationReader(values);
        Map<String, String> checked = new HashMap<>();
        KEYS.forEach((key, property) -> reader.value(key, property).ifPresent(value -> checked.put(key, value)));
        reader.unknownKeys();
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
        ValueForm.ALL.forEach(form -> form.addTo(builder));
        return builder.withSources(new PropertiesConfigSource(checked, "checked", 100)).withMapping(Configuration.class).build()
                .getConfigMapping(Configuration.class);
    }

    private Optional<String> value(String key, Property property) {
        if (isLiteral(property)) {
            return values.secret(key);
        }
        Optional<String> text = values.text(key);
        if (text.isEmpty() || text.get().isEmpty() && !property.hasDefaultValue()) {
            return Optional.empty();
        }
        ValueForm<?> form = ValueForm.of(type(property.getMethod()));
        Range range = property.getMethod().getAnnotation(Range.class);
        return text.map(value -> values.checked(key, value, form.expected(range), check -> {
            check(form, range, check);
            return check;
        }));
    }

    private static void check(ValueForm<?> form, Range range, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("it is empty");
        }
        if (range == null) {
            form.number(value);
            return;
        }
        BigDecimal number = form.number(value);
        if (!range.least().isEmpty() && number.compareTo(form.number(range.least())) < 0
                || !range.above().isEmpty() && number.compareTo(form.number(range.above())) <= 0
                || !range.most().isEmpty() && number.compareTo(form.number(range.most())) > 0) {
            throw new IllegalArgumentException("it is out of range");
        }
    }

    static boolean isLiteral(Property property) {
        return type(property.getMethod()) == Literal.class;
    }

    private static Class<?> type(Method method) {
        Type type = method.getGenericReturnType();
        return type instanceof ParameterizedType optional
                ? (Class<?>) optional.getActualTypeArguments()[0]
                : MethodType.methodType((Class<?>) type).wrap().returnType();
    }

    /** Environment variables cannot express a dash: {@code BACTRIAN_MQTT_PASSWORD_FILE} arrives with a dot in its place. */
    private void unknownKeys() {
        Set<String> known = new TreeSet<>(KEYS.keySet());
        KEYS.forEach((key, property) -> {
            if (isLiteral(property)) {
                known.add(key + "-file");
            }
        });
        Set<String> dotted = new TreeSet<>();
        known.forEach(key -> dotted.add(key.replace('-', '.')));
        values.names(PREFIX).filter(name -> !known.contains(name) && !dotted.contains(name))
                .forEach(name -> values.problem(unknown(name, known)));
    }

    private static String unknown(String name, Set<String> known) {
        String instead = REPLACED.get(name.replace('-', '.'));
        return instead == null
                ? name + " is not a key" + Suggestions.nearest(name, known).map(near -> "; did you mean " + near + "?")
                        .orElse(": take it out of files, environment and system properties")
                : name + " is not a key any more; set " + instead + " in its place";
    }
}
