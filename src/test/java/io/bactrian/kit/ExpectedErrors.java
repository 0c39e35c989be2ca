package io.bactrian.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the tests of this class provoke is logged under these categories or below them: while they run, the log file has it and the console
 * does not.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ExpectedErrors.Quiet.class)
public @interface ExpectedErrors {
    /** Names of packages or classes, such as {@code org.apache.camel}. */
    String[] value();

    /** Opens and closes the console for a class. */
    final class Quiet implements BeforeAllCallback, AfterAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            TestLog.expect(categories(context));
        }

        @Override
        public void afterAll(ExtensionContext context) {
            TestLog.expectNoMore(categories(context));
        }

        private static List<String> categories(ExtensionContext context) {
            var annotation = context.getRequiredTestClass().getAnnotation(ExpectedErrors.class);
            return annotation == null ? List.of() : List.of(annotation.value());
        }
    }
}
