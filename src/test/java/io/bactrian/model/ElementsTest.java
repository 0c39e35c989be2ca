package io.bactrian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    @CsvSource({"INT8,128", "INT8,-129", "UINT8,300", "UINT8,-1", "INT16,32768", "INT32,2147483648", "UINT16,65536",
        "UINT32,-1",
        "UINT32,4294967296", "UINT64,-1", "UINT64,18446744073709551616", "INT32,-2147483649",
        "INT64,2.5", "INT64,9223372036854775808", "INT64,-9223372036854777856", "INT8,NaN", "INT64,Infinity", "BOOL,2",
        "BOOL,0.5", "FP16,70000", "FP16,-65520", "BF16,3.4e38"})
    void whatATypeDoesNotHoldIsNotWritten(Datatype datatype, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(Elements.bytes(datatype));

        assertThat(ElementRange.holds(datatype, value)).isFalse();
        assertThatThrownBy(() -> Elements.put(bytes, datatype, new double[]{value}, 0, 1))
                .hasMessageContainingAll("element 0 is " + ElementRange.shown(value), datatype + " takes",
                        ElementRange.expected(datatype));
        assertThat(bytes.position()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"INT8,-128", "UINT8,255", "INT16,-32768", "INT32,-2147483648", "UINT16,65535",
        "UINT32,4294967295", "UINT64,18446744073709549568", "UINT64,9223372036854775808", "INT64,9007199254740994",
        "INT64,-9223372036854775808", "INT64,9223372036854774784", "BOOL,1", "FP16,65504", "FP16,-65504",
        "FP16,5.9604644775390625E-8",
        "BF16,3.3895313892515355E38", "FP32,3.4028234663852886E38", "FP32,1.401298464324817E-45", "FP64,4.9E-324", "FP32,NaN",
        "FP16,NaN", "BF16,-Infinity", "FP64,NaN"})
    void whatATypeHoldsComesOutAsItWent(Datatype datatype, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(Elements.bytes(datatype));

        assertThat(ElementRange.holds(datatype, value)).isTrue();
        Elements.put(bytes, datatype, new double[]{value}, 0, 1);

        assertThat(Elements.get(bytes.flip(), datatype, 1)).containsExactly(value);
    }

    /** Below half of the smallest that the type holds it is 0, as IEEE 754 rounds. */
    @ParameterizedTest
    @CsvSource({"FP16,1e-9", "BF16,1e-42", "FP32,1e-46"})
    void whatIsTooSmallBecomesZero(Datatype datatype, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(Elements.bytes(datatype));

        Elements.put(bytes, datatype, new double[]{value}, 0, 1);

        assertThat(Elements.get(bytes.flip(), datatype, 1)).containsExactly(0);
    }

    @Test
    void wholeNumbersOf64BitsAreReadExactly() {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(9_007_199_254_740_993L)
                .putLong(Long.MIN_VALUE).flip();

        assertThat(Elements.wholes(bytes, 2)).containsExactly(9_007_199_254_740_993L, Long.MIN_VALUE);
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
