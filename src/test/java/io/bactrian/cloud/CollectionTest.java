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
    private String failure = "no room; free some";

    @Test
    void whatCannotBeKeptIsSaidUntilItIs() throws Exception {
        Collection collection = new Collection((DataSet) Proxy.newProxyInstance(DataSet.class.getClassLoader(),
                new Class<?>[]{DataSet.class}, (proxy, method, arguments) -> {
                    if (failure != null) {
                        throw new IOException(failure);
                    }
                    return null;
                }));

        assertThatThrownBy(() -> collection.add(Kind.SAMPLE, List.of())).isInstanceOf(IOException.class);
        assertThat(collection.problems()).containsOnlyKeys("samples").containsValue("no room; free some");
        failure = null;
        collection.add(Kind.DRIFT, List.of());
        assertThat(collection.problems()).isNotEmpty();
        collection.add(Kind.SAMPLE, List.of());
        assertThat(collection.problems()).isEmpty();
    }
}
