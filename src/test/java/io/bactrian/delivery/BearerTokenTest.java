package io.bactrian.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;

import org.junit.jupiter.api.Test;

class BearerTokenTest {
    private final BearerToken token = new BearerToken(() -> "t0ken",
            Set.of("Cloud.example:8443", "127.0.0.1", "store.example"));

    @Test
    void theTokenGoesToItsServers() {
        assertThat(of("https://cloud.example:8443/a")).isEqualTo("Bearer t0ken");
        assertThat(of("https://store.example/a")).isEqualTo("Bearer t0ken");
        assertThat(of("https://STORE.example:9000/a")).isEqualTo("Bearer t0ken");
        assertThat(of("http://127.0.0.1:8080/a")).isEqualTo("Bearer t0ken");
    }

    @Test
    void theTokenGoesToNobodyElseAndNotInClearTextOverANetwork() {
        assertThat(of("https://cloud.example/a")).isNull();
        assertThat(of("https://cloud.example.evil.example:8443/a")).isNull();
        assertThat(of("http://cloud.example:8443/a")).isNull();
        assertThat(of("http://localhost/a")).isNull();
        assertThat(token.toString()).doesNotContain("t0ken");
    }

    private String of(String url) {
        return token.authorization(URI.create(url));
    }
}
