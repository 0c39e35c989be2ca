package io.bactrian.delivery.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopsTest {
    private static final Access NONE = url -> Map.of();

    private static HttpStatusException answer(URI url, int status, String location) {
        return new HttpStatusException(url, new HttpResponse.ResponseInfo() {
            @Override
            public int statusCode() {
                return status;
            }

            @Override
            public HttpHeaders headers() {
                return HttpHeaders.of(location == null ? Map.of() : Map.of("Location", List.of(location)),
                        (name, value) -> true);
            }

            @Override
            public HttpClient.Version version() {
                return HttpClient.Version.HTTP_1_1;
            }
        });
    }

    private static URI follow(String url, String location) throws Exception {
        return Hops.follow(URI.create(url), NONE, (at, headers) -> {
            if (at.toString().equals(url)) {
                throw answer(at, 302, location);
            }
            return at;
        });
    }

    @ParameterizedTest
    @CsvSource({"https://a.example/x,https://b.example/y?z=1,https://b.example/y?z=1",
        "https://a.example/p/x,y,https://a.example/p/y",
        "http://a.example/x,//b.example/y,http://b.example/y", "http://a.example/x,https://b.example/y,https://b.example/y"})
    void aRedirectLeadsOn(String url, String location, String next) throws Exception {
        assertThat(follow(url, location)).hasToString(next);
    }

    @ParameterizedTest
    @CsvSource({"https://a.example/x,http://a.example/x", "https://a.example/x,file:///etc/passwd",
        "https://a.example/x,ftp://b.example/y",
        "https://a.example/x,https://me:secret@b.example/y", "https://a.example/x,https:///y",
        "https://a.example/x,'not a url'"})
    void aRedirectThatLeavesHttpsOrIsNoUrlIsNotFollowed(String url, String location) {
        assertThatThrownBy(() -> follow(url, location)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("a.example redirects")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aChallengeThatIsNeverMetEnds() {
        int[] asked = {0};
        Access hopeful = new Access() {
            @Override
            public Map<String, String> headers(URI url) {
                return Map.of();
            }

            @Override
            public boolean challenged(URI url, List<String> challenges) {
                asked[0]++;
                return true;
            }
        };
        assertThatThrownBy(() -> Hops.follow(URI.create("https://a.example/x"), hopeful, (at, headers) -> {
            throw answer(at, 401, null);
        })).isInstanceOf(HttpStatusException.class)
                .hasMessageContaining("'a.example' in the file bactrian.delivery.credentials");
        assertThat(asked[0]).isEqualTo(2);
    }
}
