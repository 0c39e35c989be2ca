package io.bactrian.ops;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.spi.Converter;

import io.bactrian.model.SamplePolicy;
import io.bactrian.rollout.Promote;
import io.bactrian.spool.OverflowPolicy;
import io.bactrian.text.Durations;
import io.bactrian.text.Range;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * How values of a type are written. Durations are those of manifests: Quarkus's own converter has no microseconds.
 *
 * @param expected  what the text must be, for people
 * @param converter throws IllegalArgumentException or ArithmeticException
 */
record ValueForm<T>(Class<T> type, String expected, Converter<T> converter) {
    static final List<ValueForm<?>> ALL = List.of(new ValueForm<>(String.class, "a text", text -> text),
            new ValueForm<>(Literal.class, "a text", Literal::new),
            new ValueForm<>(Integer.class, "a whole number", Integer::valueOf),
            new ValueForm<>(Long.class, "a whole number", Long::valueOf),
            new ValueForm<>(Double.class, "a number", Double::valueOf),
            new ValueForm<>(Boolean.class, "true or false", ValueForm::truth),
            new ValueForm<>(Duration.class, "a duration such as 30s or 7d", Durations::parse),
            new ValueForm<>(MemorySize.class, "a size such as 1G", new MemorySizeConverter()::convert),
            new ValueForm<>(Path.class, "a path", Path::of),
            new ValueForm<>(Pattern.class, "a regular expression", Pattern::compile),
            new ValueForm<>(SamplePolicy.class, SamplePolicy.EXPECTED, SamplePolicy::of),
            new ValueForm<>(Promote.class, "immediate, gated or manual", ValueForm::promote),
            new ValueForm<>(OverflowPolicy.class, "block, drop-oldest or drop-newest", ValueForm::policy),
            new ValueForm<>(Role.class, "edge or cloud", Role::of),
            new ValueForm<>(DevicesSource.class, "file or kubernetes", DevicesSource::of),
            new ValueForm<>(DeliverySource.class, "none, kubernetes, announcements, or kubernetes,announcements",
                    DeliverySource::of),
            new ValueForm<>(ClientCertificates.class, "none, request or required", ClientCertificates::of),
            new ValueForm<>(PoolApproval.class, "none or required", PoolApproval::of),
            new ValueForm<>(ReferenceSource.class, "manifest or messages", ReferenceSource::of));

    private static final int PRIORITY = 1000;

    static ValueForm<?> of(Class<?> type) {
        return ALL.stream().filter(form -> form.type == type).findFirst()
                .orElseThrow(() -> new IllegalStateException("no form of " + type));
    }

    /** For the mapping, a value that is absent arrives as an empty text. */
    void addTo(SmallRyeConfigBuilder builder) {
        builder.withConverter(type, PRIORITY, text -> text.isEmpty() ? null : converter.convert(text));
    }

    /** With the limits of the range, where there is one. */
    String expected(Range range) {
        if (range == null) {
            return expected;
        }
        if (!range.above().isEmpty()) {
            return expected + " above " + range.above() + ", at most " + range.most();
        }
        return expected + ", " + range.least() + (range.most().isEmpty() ? " or more" : " to " + range.most());
    }

    /** The value on a scale of its type, for ranges; 0 where the type has none. */
    BigDecimal number(String text) {
        T value = converter.convert(text);
        if (value instanceof MemorySize size) {
            return BigDecimal.valueOf(size.asLongValue());
        }
        if (value instanceof Duration duration) {
            return BigDecimal.valueOf(duration.toNanos());
        }
        return value instanceof Number number ? new BigDecimal(number.toString()) : BigDecimal.ZERO;
    }

    private static Boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("it is neither");
        }
        return text.equals("true");
    }

    private static Promote promote(String text) {
        return Stream.of(Promote.values()).filter(value -> value.name().equalsIgnoreCase(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is none of these"));
    }

    private static OverflowPolicy policy(String text) {
        OverflowPolicy policy = OverflowPolicy.of(text);
        if (policy == OverflowPolicy.REJECT) {
            throw new IllegalArgumentException("messages cannot be sent back from here");
        }
        return policy;
    }
}
