package io.bactrian.reply;

import java.io.IOException;
import java.io.OutputStream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

/** Writes JSON in UTF-8 whose texts are well-formed, whatever they hold: an unpaired surrogate becomes U+FFFD. Any thread. */
public final class JsonOutput {
    private final JsonFactory json = JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

    public JsonGenerator to(OutputStream out) throws IOException {
        return new WellFormed(json.createGenerator(out));
    }

    private static final class WellFormed extends JsonGeneratorDelegate {
        WellFormed(JsonGenerator generator) {
            super(generator, false);
        }

        @Override
        public void writeString(String text) throws IOException {
            delegate.writeString(wellFormed(text));
        }

        @Override
        public void writeFieldName(String name) throws IOException {
            delegate.writeFieldName(wellFormed(name));
        }

        @Override
        public void writeArray(String[] texts, int offset, int length) throws IOException {
            delegate.writeStartArray(texts, length);
            for (int i = offset; i < offset + length; i++) {
                writeString(texts[i]);
            }
            delegate.writeEndArray();
        }
    }

    /** The text itself where every surrogate has its other half, as nearly every text's. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        StringBuilder good = new StringBuilder(text.length());
        text.codePoints().map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .forEach(good::appendCodePoint);
        return good.toString();
    }
}
