package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderSourceTest {
    private static final String DIGEST = "a".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"oci://registry.example/models/pump:latest", "oci://registry.example:5000/pump@sha256:" + "aaaaaaaa"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "oci+http://[::1]:5000/a/b_c/d--e:v1.2_3",
        "mlflow://models.example/models/pump%20anomaly@champion", "mlflow+http://10.0.0.1:5000/models/catalog.schema.pump/12",
        "s3://models/pump/4.zip", "https://models.example/4.zip"})
    void whatAUrlNamesIsReadAndWrittenAsItWas(String url) {
        assertThat(OrderSource.of(url).place()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"oci://registry.example/pump,expected oci://HOST/REPOSITORY:TAG",
        "oci://me:secret@registry.example/pump:1,expected oci://HOST", "oci://registry.example/Pump:1,expected oci://HOST",
        "oci://registry.example/pump@sha256:abc,expected oci://HOST", "oci://registry.example/../pump:1,expected oci://HOST",
        "mlflow://models.example/pump@champion,expected mlflow://HOST/models/NAME/VERSION",
        "mlflow://models.example/models/pump/0,expected mlflow://",
        "mlflow://models.example/models/pump@a/b,expected mlflow://",
        "s3://models,expected s3://BUCKET/KEY", "s3://MODELS/4.zip,expected s3://BUCKET/KEY",
        "ftp://models.example/4.zip,expected https://HOST/PATH", "file:///etc/passwd,expected https://HOST/PATH"})
    void whatCannotBeReadIsNamedWithWhatWasExpected(String url, String expected) {
        assertThatThrownBy(() -> OrderSource.of(url)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url is").hasMessageContaining(expected);
    }

    @Test
    void anOrderIsOpenUntilItsNumberAndItsContentAreKnown() {
        assertThat(order("oci://r.example/p:1", 0, null).open()).isTrue();
        assertThat(order("oci://r.example/p:1", 4, null).open()).isTrue();
        assertThat(order("oci://r.example/p@sha256:" + DIGEST, 0, null).open()).isTrue();
        assertThat(order("oci://r.example/p:1", 4, DIGEST).open()).isFalse();
        assertThat(order("oci://r.example/p:1", 4, DIGEST).source().place()).endsWith("p:1@sha256:" + DIGEST);
        assertThat(order("mlflow://m.example/models/p@a", 4, null).open()).isTrue();
        assertThat(order("mlflow://m.example/models/p/7", 0, null)).returns(false, Order::open).returns(7, Order::version);
        assertThat(order("mlflow://m.example/models/p/7", 4, null).version()).isEqualTo(4);
        assertThatThrownBy(() -> order("oci://r.example/p@sha256:" + DIGEST, 4, "b".repeat(64)))
                .hasMessageContaining("in one of the two");
        assertThatThrownBy(() -> order("https://m.example/4.zip", 0, DIGEST)).hasMessageContaining("version is 0");
    }

    private static Order order(String url, int version, String sha256) {
        return new Order("a", "pump", version, OrderSource.of(url), sha256, null, NodeSelector.ALL);
    }
}
