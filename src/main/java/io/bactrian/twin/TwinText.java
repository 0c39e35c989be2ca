package io.bactrian.twin;

import java.math.BigDecimal;
import java.math.MathContext;

/** Values as twins take them: {@code ^[a-zA-Z0-9-_.,:/@#]{1,512}$}; null where there is nothing to say, since a twin without a value locks its device. */
final class TwinText {
    private static final int LONGEST = 512;
    private static final MathContext DIGITS = new MathContext(6);

    private TwinText() {
    }

    /** Each character that a twin does not take becomes {@code _}. */
    static String of(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return text.substring(0, Math.min(text.length(), LONGEST)).replaceAll("[^a-zA-Z0-9\\-_.,:/@#]", "_");
    }

    /** To six digits, without an exponent: {@code 1e+05} is refused. */
    static String of(double number) {
        return Double.isFinite(number) ? new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString() : null;
    }
}
