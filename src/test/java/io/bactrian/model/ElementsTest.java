package io.bactrian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import ai.onnxruntime.platform.Fp16Conversions;

class ElementsTest {
    private static final int INFINITE_HALF = 0x7c00;

    @ParameterizedTest
    @EnumSource(value = Datatype.class, names = {"BYTES", "BOOL"}, mode = Mode.EXCLUDE)
    void smallWholeNumbersSurviveEveryType(Datatype datatype) {
        double[] values = {0, 1, 2, 100, 127};
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Elements.bytes(datatype)).order(ByteOrder.LITTLE_ENDIAN);

        Elements.put(bytes, datatype, values, 0, values.length);

        assertThat(bytes.remaining()).isZero();
        assertThat(Elements.get(bytes.flip(), datatype, values.length)).containsExactly(values);
    }

    @ParameterizedTest
    @CsvSource({"INT8,127,-128", "UINT8,255,0", "INT16,32767,-32768", "INT32,2147483647,-2147483648",
        "FP16,Infinity,-Infinity", "BF16,1e30,-1e30", "FP32,1e30,-1e30"})
    void whatATypeDoesNotHoldBecomesTheNearestThatItHolds(Datatype datatype, double most, double least) {
        double[] values = {1e30, -1e30, 1.4};
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Elements.bytes(datatype));

        Elements.put(bytes, datatype, values, 0, values.length);
        double[] read = Elements.get(bytes.flip(), datatype, values.length);

        assertThat(read[0]).isCloseTo(most, withinPercentage(1));
        assertThat(read[1]).isCloseTo(least, withinPercentage(1));
        assertThat(read[2]).isCloseTo(1.4, offset(datatype.name().contains("INT") ? 0.4 : 0.01));
    }

    @Test
    void everyHalfIsReadAsOnnxRuntimeReadsItAndWrittenBackUnchanged() {
        for (int half = 0; half <= 0xffff; half++) {
            Float value = Elements.fromHalf((short) half);
            assertThat(value).isEqualTo(Float.valueOf(Fp16Conversions.mlasFp16ToFloat((short) half)));
            if (value.isNaN()) {
                assertThat(Elements.fromHalf(Elements.toHalf(value))).isNaN();
            } else {
                assertThat(Elements.toHalf(value)).isEqualTo((short) half);
            }
        }
    }

    /** IEEE 754: to nearest, halfway to the even one, from 65520 on to infinity. */
    @Test
    void whatLiesBetweenTwoHalvesGoesToTheNearerOrTheEvenOne() {
        for (int below = 0; below < INFINITE_HALF; below++) {
            float low = Elements.fromHalf((short) below);
            float high = below + 1 == INFINITE_HALF ? 65536 : Elements.fromHalf((short) (below + 1));
            float middle = (low + high) / 2;
            int even = below % 2 == 0 ? below : below + 1;

            assertRounded(Math.nextDown(middle), below);
            assertRounded(middle, even);
            assertRounded(Math.nextUp(middle), below + 1);
        }
        assertRounded(Float.MAX_VALUE, INFINITE_HALF);
    }

    private static void assertRounded(float value, int half) {
        assertThat(Elements.toHalf(value)).as("%s", value).isEqualTo((short) half);
        assertThat(Elements.toHalf(-value)).as("-%s", value).isEqualTo((short) (half | 0x8000));
        assertThat(Fp16Conversions.mlasFloatToFp16(value)).as("%s in ONNX Runtime", value).isEqualTo((short) half);
    }
}
