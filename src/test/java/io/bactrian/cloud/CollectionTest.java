package io.bactrian.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.bactrian.cloud.data.DataSet;
import io.bactrian.cloud.data.Kind;
import io.bactrian.kit.ExpectedErrors;

@ExpectedErrors("io.bactrian.cloud")
class CollectionTest {
    private Exception failure = new IOException("no room; free some");

    private final Collection collection = new Collection((DataSet) Proxy.newProxyInstance(DataSet.class.getClassLoader(),
            new Class<?>[]{DataSet.class}, (proxy, method, arguments) -> {
                if (failure != null) {
                    throw failure;
                }
                return null;
            }));

    @Test
    void whatCannotBeKeptIsSaidUntilItIs() throws Exception {
        assertThatThrownBy(() -> collection.add(Kind.SAMPLE, List.of())).isInstanceOf(IOException.class);
        assertThat(collection.problems()).containsOnlyKeys("samples").containsValue("no room; free some");
        failure = null;
        collection.add(Kind.DRIFT, List.of());
        assertThat(collection.problems()).isNotEmpty();
        collection.add(Kind.SAMPLE, List.of());
        assertThat(collection.problems()).isEmpty();
    }

    @Test
    void whatNobodyForesawIsSaidToo() throws Exception {
        failure = new IllegalStateException("unforeseen");

        assertThatThrownBy(() -> collection.add(Kind.SAMPLE, List.of())).isSameAs(failure);
        assertThat(collection.problems()).containsValue("java.lang.IllegalStateException: unforeseen");
    }
}
