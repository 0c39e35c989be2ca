package io.bactrian.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** docs/operations.md lists the keys that there are. */
class ConfigurationDocsTest {
    private static final Path DOCUMENT = Path.of("docs/operations.md");
    private static final String BEGIN = "<!-- keys: generated from io.bactrian.ops.Configuration -->\n";
    private static final String END = "<!-- end of keys -->\n";
    private static final String WRITE = "bactrian.docs.write";

    private final ConfigurationDocs docs;

    ConfigurationDocsTest() throws Exception {
        docs = new ConfigurationDocs();
    }

    @Test
    void theDocumentHasEveryKeyWithItsDefaultAndComment() throws Exception {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, text.substring(0, begin) + docs.markdown() + text.substring(end));
            return;
        }

        assertThat(text.substring(begin, end)).as("the keys in " + DOCUMENT + "; to write them anew: "
                + "./mvnw test -Dtest=ConfigurationDocsTest -D" + WRITE + "=true").isEqualTo(docs.markdown());
    }

    @Test
    void everyKeyAndGroupHasAComment() {
        assertThat(docs.comments()).isNotEmpty().allSatisfy((name, comment) -> assertThat(comment).as(name).isNotBlank());
    }

    @Test
    void noLineIsWiderThanThePage() {
        assertThat(docs.markdown().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }
}
