package io.bactrian.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.bactrian.model.Datatype;
import io.bactrian.model.Manifest;
import io.bactrian.model.Sampling;
import io.bactrian.model.Task;
import io.bactrian.model.VersionSelection;

/** What no request may have, and what is said of it. */
class BadRequestTest {
    private static final Manifest MODEL = model(input("x", Datatype.FP32, 3), input("n", Datatype.UINT8, 1));
    private static final String GOOD = """
                                       {"inputs":[{"name":"x","shape":[2,3],"datatype":"FP32","data":[1,2,3,4,5,6]},
                                        {"name":"n","shape":[2,1],"datatype":"UINT8","data":[7,8]}]}""";

    static Manifest.Input input(String name, Datatype datatype, long... dims) {
        return new Manifest.Input(name, datatype, dims, true, 1, List.of());
    }

    static Manifest model(Manifest.Input... inputs) {
        return new Manifest("m", "1", Task.RAW, Path.of("model.onnx"), List.of(inputs), List.of("y", "hidden"),
                new Manifest.Answer(null, null, null, List.of(), Map.of(), Double.NaN),
                new Manifest.Batching(8, Duration.ZERO, 1, 64), 1,
                Manifest.Gate.CONFIGURED, Manifest.Provenance.UNKNOWN, 1, List.of(), Sampling.CONFIGURED);
    }

    private static int rows(byte[] body, String header) {
        return new RequestRows(new VersionSelection(MODEL, null), Long.MAX_VALUE, () -> false)
                .of(RequestReader.read(body, header)).size();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theGoodOneIsGood() {
        assertThat(rows(utf8(GOOD), null)).isEqualTo(2);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("\"FP32\"", "\"FP64\"", "input 'x' is sent as FP64, but the model takes FP32"),
                change("\"FP32\"", "\"FLOAT\"", "inputs[0].datatype is 'FLOAT'; expected one of BOOL,"),
                change("\"FP32\"", "1", "inputs[0].datatype is '1'; expected a text"),
                change("[2,3]", "[3,2]", "input 'x' has the shape [3, 2], but the model takes [-1, 3]"),
                change("[2,3]", "[6]", "has the shape [6]"), change("[2,3]", "[1,2,3]", "has the shape [1, 2, 3]"),
                change("[2,3]", "[2,3.0]", "inputs[0].shape[1] is '3.0'; expected a whole number"),
                change("[2,3]", "[-1,3]", "inputs[0].shape[0] is '-1'; expected a whole number"),
                change("[2,3]", "[9223372036854775807,3]", "more elements than can be counted"),
                change("[2,3]", "[4294967296,4294967296,2]", "more elements than can be counted"),
                change("[2,3]", "[2147483648,3]", "more than its data can have"),
                change("[2,3]", "[99999999999999999999,3]", "expected a whole number from 0"),
                change("[2,3]", "{}", "inputs[0].shape is an object"),
                change("[2,3]", "[[2,3]]", "inputs[0].shape[0] is an array"),
                change("[2,3]", "[1,3]", "has more than 3 elements"),
                change("[2,3]", "[3,3]", "has 6 elements, but its shape is [3, 3]"),
                change("[2,3]", "[" + "1,".repeat(40) + "1]", "more than 32 dimensions"),
                change("[1,2,3,4,5,6]", "[1,2,3,4,5]", "has 5 elements"), change("[1,2,3,4,5,6]", "[]", "has 0 elements"),
                change("[1,2,3,4,5,6]", "[1,2,3,4,5,6,7]", "has more than 6 elements"),
                change("[1,2,3,4,5,6]", "[[1,2,3],[4,5]]", "has 2 at dimension 1"),
                change("[1,2,3,4,5,6]", "[[1,2,3],4,5,6]", "nested in part only"),
                change("[1,2,3,4,5,6]", "[1,2,3,[4,5,6]]", "is nested deeper, or in part only"),
                change("[1,2,3,4,5,6]", "[[[1,2,3]],[[4,5,6]]]", "is nested deeper"),
                change("[1,2,3,4,5,6]", "[[1,2,3,4,5,6]]", "at dimension"),
                change("[1,2,3,4,5,6]", "1", "inputs[0].data is '1'; expected an array"),
                change("[1,2,3,4,5,6]", "\"AAAA\"", "inputs[0].data is 'AAAA'; expected an array"),
                change("[1,2,3,4,5,6]", "[1,2,3,4,5,NaN]", "no JSON"),
                change("[1,2,3,4,5,6]", "[1,2,3,4,5,Infinity]", "no JSON"),
                change("[1,2,3,4,5,6]", "[1,2,3,4,5,\"6\"]", "input 'x', element 5 is 6, but FP32 takes a number"),
                change("[1,2,3,4,5,6]", "[1,2,null,4,5,6]", "element 2 is null"),
                change("[1,2,3,4,5,6]", "[1,{},3,4,5,6]", "element 1"),
                change("[1,2,3,4,5,6]", "[1,2,true,4,5,6]", "element 2 is true"),
                change("[1,2,3,4,5,6]", "[1,2,1e39,4,5,6]", "element 2 is 1e39, but FP32 takes"),
                change("[1,2,3,4,5,6]", "[1,2,3,4,5," + "9".repeat(2000) + "]", "no JSON"),
                change("[7,8]", "[7,256]", "input 'n', element 1 is 256, but UINT8 takes a whole number from 0 to 255"),
                change("[7,8]", "[7,-1]", "element 1 is -1"), change("[7,8]", "[7,0.5]", "element 1 is 0.5"),
                change("[7,8]", "[7,99999999999999999999]", "element 1 is 99999999999999999999"),
                change("[7,8]", "[7,1e300]", "1e300"),
                change("\"name\":\"n\"", "\"name\":\"m\"",
                        "input 'n' is missing; the model takes the inputs 'x', 'n', each once"),
                change("\"name\":\"n\"", "\"name\":\"x\"", "input 'x' is there twice"),
                change("\"name\":\"n\",", "", "inputs[1].name is missing"),
                change("\"datatype\":\"UINT8\",", "", "datatype is missing"),
                change("\"shape\":[2,1],", "", "inputs[1].shape is missing"), change(",\"data\":[7,8]", "", "neither data nor"),
                change("[2,1]", "[1,1]", "has more than 1 elements"), change("[7,8]}]", "[7,8]},{\"name\":\"z\",\"shape\":[1],"
                        + "\"datatype\":\"BOOL\",\"data\":[true]}]", "input 'z' is none of the model's"),
                change("\"inputs\"", "\"input\"", "inputs is missing"),
                change("{\"inputs\"", "{\"id\":7,\"inputs\"", "id is '7'; expected a text"),
                change("{\"inputs\"", "{\"id\":\"" + "x".repeat(300) + "\",\"inputs\"", "id has 300 characters"),
                change("{\"inputs\"", "{\"outputs\":[{\"name\":\"z\"}],\"inputs\"",
                        "output 'z' is none of the model's; it gives 'y'"),
                change("{\"inputs\"", "{\"outputs\":[{\"name\":\"hidden\"}],\"inputs\"", "output 'hidden' is none"),
                change("{\"inputs\"", "{\"outputs\":[{\"name\":\"y\"},{\"name\":\"y\"}],\"inputs\"", "an output twice"),
                change("{\"inputs\"", "{\"outputs\":[{}],\"inputs\"", "outputs[0].name is missing"),
                change("{\"inputs\"", "{\"outputs\":[\"y\"],\"inputs\"", "outputs[0] is 'y'; expected an object"),
                change("{\"inputs\"", "{\"outputs\":{},\"inputs\"", "outputs is an object; expected an array"),
                change("{\"inputs\"", "{\"outputs\":[{\"name\":\"y\",\"parameters\":{\"classification\":3}}],\"inputs\"",
                        "not supported"),
                change("{\"inputs\"", "{\"parameters\":{\"timeout\":-1},\"inputs\"", "parameters.timeout is '-1'"),
                change("{\"inputs\"", "{\"parameters\":{\"timeout\":\"5\"},\"inputs\"", "parameters.timeout is '5'"),
                change("{\"inputs\"", "{\"parameters\":{\"x\":[]},\"inputs\"", "parameters.x is an array"),
                change("{\"inputs\"", "{\"parameters\":{\"x\":null},\"inputs\"", "parameters.x is 'null'"),
                change("{\"inputs\"", "{\"parameters\":{\"sequence_id\":5},\"inputs\"", "sequence_id is not supported"),
                change("{\"inputs\"", "{\"parameters\":{\"binary_data_output\":1},\"inputs\"", "expected true or false"),
                change("{\"inputs\"", "{\"inputs\":[],\"inputs\"", "no JSON: Duplicate field 'inputs'"),
                change("[7,8]}]}", "[7,8]}]}{}", "more after the end"), change("[7,8]}]}", "[7,8]}]", "no JSON"),
                change("[7,8]}", "[7,8],\"parameters\":{\"binary_data_size\":2}}",
                        "both data and the parameter binary_data_size"),
                change("[7,8]}", "[7,8],\"parameters\":{\"shared_memory_region\":\"r\"}}", "not supported"),
                change(",\"data\":[7,8]}", ",\"parameters\":{\"binary_data_size\":2}}",
                        "only 0 bytes of binary data are left"));
    }

    private static Arguments change(String from, String to, String message) {
        return Arguments.of(from, to, message);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatIsWrongIsNamed(String from, String to, String message) {
        assertThat(GOOD).contains(from);
        byte[] body = utf8(GOOD.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));

        assertThatThrownBy(() -> rows(body, null)).isInstanceOf(InvalidRequest.class).hasMessageContaining(message);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(Arguments.of(utf8(""), "the body is empty"), Arguments.of(utf8("[]"), "the body is an array"),
                Arguments.of(utf8("7"), "the body is '7'; expected an object"), Arguments.of(utf8("nonsense"), "no JSON"),
                Arguments.of(utf8("{\"inputs\":7}"), "inputs is '7'; expected an array"),
                Arguments.of(utf8("{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}"), "no JSON"),
                Arguments.of(new byte[]{'{', '"', (byte) 0xff, '"', ':', '1', '}'}, "byte 2 is not UTF-8"),
                Arguments.of(utf8("{\"\\ud800\":1}"), "half of a surrogate pair"),
                Arguments.of(utf8("{\"inputs\":[" + "{},".repeat(1) + "{}]}"), "inputs[0].name is missing"),
                Arguments.of(utf8("{\"inputs\":[]}"), "input 'x' is missing"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatIsNoRequestIsNamed(byte[] body, String message) {
        assertThatThrownBy(() -> rows(body, null)).isInstanceOf(InvalidRequest.class).hasMessageContaining(message);
    }

    @Test
    void binaryDataMustBeExactlyWhatTheInputsTake() throws Exception {
        String json = """
                      {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","parameters":{"binary_data_size":%d}},
                       {"name":"n","shape":[1,1],"datatype":"UINT8","data":[1]}]}""";
        assertThat(rows(with(json.formatted(12), 12), length(json.formatted(12)))).isOne();
        refused(with(json.formatted(11), 11), length(json.formatted(11)),
                "has 11 bytes of binary data, but FP32 of the shape [1, 3] takes 12");
        refused(with(json.formatted(12), 13), length(json.formatted(12)), "1 bytes of binary data that no input takes");
        refused(with(json.formatted(12), 8), length(json.formatted(12)), "only 8 bytes of binary data are left");
        refused(with(json.formatted(12), 12), "999", "Inference-Header-Content-Length is '999', but the body has");
        refused(with(json.formatted(12), 12), "-5", "Inference-Header-Content-Length is '-5'");
        refused(with(json.formatted(12), 12), "many", "Inference-Header-Content-Length is 'many'");
        refused(with(json.formatted(12), 12), null, "only 0 bytes of binary data are left in the body; is the header");
        refused(with(json.formatted(12), 12), "10", "no JSON");
    }

    @Test
    void binaryTextsAndTruthsAreChecked() {
        Manifest texts = model(input("t", Datatype.BYTES, 2));
        Manifest truths = model(input("b", Datatype.BOOL, 2));
        String json = "{\"inputs\":[{\"name\":\"%s\",\"shape\":[1,2],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}]}";
        refusedBinary(texts, json.formatted("t", "BYTES", 9), new byte[]{1, 0, 0, 0, 'a', 9, 0, 0, 0},
                "element 1 is longer than its binary data");
        refusedBinary(texts, json.formatted("t", "BYTES", 8), new byte[]{-1, -1, -1, -1, 0, 0, 0, 0}, "element 0 is longer");
        refusedBinary(texts, json.formatted("t", "BYTES", 9), new byte[]{0, 0, 0, 0, 0, 0, 0, 0, 0},
                "1 bytes more of binary data");
        refusedBinary(texts, json.formatted("t", "BYTES", 9), new byte[]{1, 0, 0, 0, -1, 0, 0, 0, 0}, "element 0 is no UTF-8");
        refusedBinary(texts, json.formatted("t", "BYTES", 5), new byte[5], "takes 4 for each of 2 elements");
        refusedBinary(truths, json.formatted("b", "BOOL", 2), new byte[]{1, 2},
                "element 1 is the byte 2, but BOOL takes 0 or 1");
    }

    @Test
    void aRawBodyMustFillRowsOfTheOneInput() {
        RequestRows one = new RequestRows(new VersionSelection(model(input("x", Datatype.FP32, 3)), null), Long.MAX_VALUE,
                () -> false);
        assertThat(one.ofRaw(new byte[36])).hasSize(3);
        assertThatThrownBy(() -> one.ofRaw(new byte[13])).hasMessageContaining("13 bytes, but input 'x' takes 12 for each row");
        assertThatThrownBy(() -> one.ofRaw(new byte[0])).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(
                () -> new RequestRows(new VersionSelection(MODEL, null), Long.MAX_VALUE, () -> false).ofRaw(new byte[12]))
                .hasMessageContaining("the model takes the inputs 'x', 'n'");
    }

    @Test
    void whateverIsDamagedIsRefusedAsTheRequestsOwnFaultOrIsStillARequest() {
        Random random = new Random(7);
        byte[] good = utf8(GOOD);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] body = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(rows(Arrays.copyOf(body, random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length),
                        random.nextInt(8) == 0 ? Integer.toString(random.nextInt(200)) : null)).isPositive();
            } catch (InvalidRequest e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 20_000);
    }

    private static void refusedBinary(Manifest model, String json, byte[] binary, String message) {
        byte[] head = utf8(json);
        byte[] body = Arrays.copyOf(head, head.length + binary.length);
        System.arraycopy(binary, 0, body, head.length, binary.length);
        assertThatThrownBy(() -> new RequestRows(new VersionSelection(model, null), Long.MAX_VALUE, () -> false)
                .of(RequestReader.read(body, Integer.toString(head.length)))).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(message);
    }

    private static void refused(byte[] body, String header, String... anyOf) {
        assertThatThrownBy(() -> rows(body, header)).isInstanceOf(InvalidRequest.class)
                .satisfies(e -> assertThat(Stream.of(anyOf)).anyMatch(part -> e.getMessage().contains(part)));
    }

    private static String length(String json) {
        return Integer.toString(utf8(json).length);
    }

    private static byte[] with(String json, int binary) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(utf8(json));
        body.write(new byte[binary]);
        return body.toByteArray();
    }
}
