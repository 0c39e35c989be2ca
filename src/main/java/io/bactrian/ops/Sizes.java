package io.bactrian.ops;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 4096}, {@code 256k}, {@code 64M}, {@code 1G}; powers of 1024. */
final class Sizes {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)i?b?");

    private Sizes() {
    }

    /** @throws IllegalArgumentException naming the form expected */
    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a number with k, M, G or T");
        }
        int power = matcher.group(2).isEmpty() ? 0 : " kmgt".indexOf(matcher.group(2));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << 10 * power);
    }
}
