package io.bactrian.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import ai.onnxruntime.platform.Fp16Conversions;

class ElementsTest {
    @ParameterizedTest
    @EnumSource(value = Datatype.class, names = {"BYTES", "BOOL"}, mode = Mode.EXCLUDE)
    void smallWholeNumbersSurviveEveryType(Datatype datatype) {
        double[] values = {0, 1, 2, 100, 127};
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Elements.bytes(datatype)).order(ByteOrder.LITTLE_ENDIAN);

        Elements.put(bytes, datatype, values, 0, values.length);

        assertThat(bytes.remaining()).isZero();
        assertThat(Elements.get(bytes.flip(), datatype, values.length)).containsExactly(values);
    }

    @Test
    void halvesAreThoseOfOnnxRuntime() {
        for (int half = 0; half <= 0xffff; half++) {
            Float value = Elements.fromHalf((short) half);
            assertThat(value).isEqualTo(Float.valueOf(Fp16Conversions.mlasFp16ToFloat((short) half)));
            if (!value.isNaN()) {
                assertThat(Elements.toHalf(value)).isEqualTo((short) half);
                float between = value + Math.ulp(value) * 1000;
                assertThat(Elements.toHalf(between)).isEqualTo(Fp16Conversions.mlasFloatToFp16(between));
            }
        }
    }
}
