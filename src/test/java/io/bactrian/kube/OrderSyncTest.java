package io.bactrian.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.bactrian.delivery.Order;
import io.bactrian.delivery.OrderSource;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.kube.FakeMetaServer.Mode;
import io.bactrian.kube.SyncStatus.Source;
import io.bactrian.rollout.Promote;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Orders from a MetaServer with the faults that were seen of KubeEdge's. */
@ExpectedErrors({"io.bactrian.kube", "io.bactrian.files"})
class OrderSyncTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @TempDir
    private Path dir;
    private final FakeMetaServer api = new FakeMetaServer("edge1");
    private final KubernetesClient client = DeviceSyncRig.client(api.url());
    private final Map<String, Order> orders = new TreeMap<>();
    private Map<String, String> labels = Map.of();
    private Map<String, String> unusable = Map.of();
    private OrderSync sync;

    @BeforeEach
    void begin() {
        sync = restarted();
    }

    @AfterEach
    void end() {
        client.close();
        api.close();
    }

    private OrderSync restarted() {
        orders.clear();
        return new OrderSync(new OrderSync.Settings("edge1", "bactrian", dir.resolve("delivery"), Duration.ofSeconds(1),
                Duration.ofSeconds(30)), () -> client, (source, now, own, bad) -> {
                    orders.clear();
                    now.forEach(order -> orders.put(order.id(), order));
                    labels = own;
                    unusable = bad;
                }, Clock.systemUTC());
    }

    private void put(String name, String version) {
        api.put("configmaps",
                Orders.order(name, "pump", "version", version, "url", "https://models.example/x.zip", "sha256", DIGEST));
    }

    private Source polled() {
        sync.sync();
        return sync.status().source();
    }

    @Test
    void whatAConfigMapSaysIsAnOrder() {
        api.put("configmaps",
                Orders.order("full", "pump-anomaly", "version", "4", "url", "https://models.example/4.zip?key=secret",
                        "sha256", DIGEST, "promote", "manual", "nodes", "edge1, edge2", "node-labels", "site=north,line=",
                        "devices",
                        "pump-7\npump-8"));
        api.put("configmaps", Orders.order("file", "pump", "version", "1", "file", "pump/1.zip", "sha256", DIGEST));
        api.put("configmaps", Orders.inline("inline", "pump", "AQI=", "version", "2", "model.yaml", "task: raw"));
        api.put("configmaps", Orders.order("tag", "pump", "url", "oci://registry.example/pump:latest"));
        api.put("configmaps", Orders.order("bactrian-devices", null, "devices.yaml", "{}"));
        assertThat(polled()).isEqualTo(Source.CLOUD);

        assertThat(orders).containsOnlyKeys("bactrian/full", "bactrian/file", "bactrian/inline", "bactrian/tag");
        assertThat(orders.get("bactrian/tag").source().place()).isEqualTo("oci://registry.example/pump:latest");
        Order full = orders.get("bactrian/full");
        assertThat(full.model()).isEqualTo("pump-anomaly");
        assertThat(full.version()).isEqualTo(4);
        assertThat(full.sha256()).isEqualTo(DIGEST);
        assertThat(full.promote()).isEqualTo(Promote.MANUAL);
        assertThat(full.nodes().names()).isEqualTo(Set.of("edge1", "edge2"));
        assertThat(full.nodes().labels()).isEqualTo(Map.of("site", "north", "line", ""));
        assertThat(full.nodes().devices()).isEqualTo(Set.of("pump-7", "pump-8"));
        assertThat(full.source().place()).isEqualTo("https://models.example/4.zip");
        assertThat(orders.get("bactrian/file").source()).isEqualTo(new OrderSource.Mounted("pump/1.zip"));
        assertThat(orders.get("bactrian/inline").source())
                .isEqualTo(new OrderSource.Inline(Map.of("model.yaml", "task: raw"), Map.of("model.onnx", "AQI=")));
        assertThat(unusable).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"version|four|version is 'four'", "sha256|abc|sha256 is 'abc'",
        "sha256|''|sha256 is missing",
        "url|ftp://models.example/4.zip|expected https://HOST/PATH", "url|https://me:secret@models.example/4|without a user",
        "url|'not a url'|url is no URL", "url|''|it has none of url, file", "file|4.zip|several of url, file",
        "promote|tomorrow|expected immediate, gated or manual", "promot|manual|did you mean 'promote'",
        "node-labels|north|expected KEY=VALUE"})
    void whatIsWrongWithAnOrderIsItsOwnAndSaidWithWhatWasExpected(String key, String value, String reason) {
        Map<String, String> data = new HashMap<>(
                Map.of("version", "4", "url", "https://models.example/4.zip", "sha256", DIGEST));
        data.put(key, value);
        api.put("configmaps", Orders.order("bad", "pump",
                data.entrySet().stream().flatMap(each -> Stream.of(each.getKey(), each.getValue()))
                        .toArray(String[]::new)));
        put("good", "1");
        polled();

        assertThat(orders).containsOnlyKeys("bactrian/good");
        assertThat(unusable.get("bactrian/bad")).contains(reason).doesNotContain("secret");
        assertThat(sync.status().problems().get("ConfigMap bactrian/bad")).contains(reason);
    }

    @Test
    void anEditThatCannotBeUsedLeavesTheOrderAsItWas() {
        put("a", "1");
        polled();
        put("a", "one");
        polled();

        assertThat(orders.get("bactrian/a").version()).isEqualTo(1);
        assertThat(unusable).containsKey("bactrian/a");
    }

    @Test
    void onlyACompleteAnswerOfTheClusterWithdrawsAnOrder() {
        put("a", "1");
        polled();
        for (Mode mode : List.of(Mode.LOCAL, Mode.BROKEN, Mode.PROTOBUF)) {
            api.mode(mode);
            api.forgetAll();
            polled();
            assertThat(orders).as(mode.name()).containsOnlyKeys("bactrian/a");
        }
        api.mode(Mode.CLOUD);
        api.delete("configmaps", "bactrian/a", false);
        assertThat(polled()).isEqualTo(Source.CLOUD);

        assertThat(orders).isEmpty();
    }

    @Test
    void whatTheNodeRemembersBringsBackNoOrderThatIsGone() {
        put("a", "1");
        polled();
        api.delete("configmaps", "bactrian/a", false);
        polled();
        api.mode(Mode.LOCAL);
        assertThat(api.remembered("configmaps", "bactrian/a")).isNotNull();
        polled();

        assertThat(orders).isEmpty();
    }

    @Test
    void aConfigMapThatIsRelabelledIsNoOrderAnyMore() {
        put("a", "1");
        polled();
        api.put("configmaps", Orders.order("a", null, "version", "1"));
        polled();

        assertThat(orders).isEmpty();
    }

    @Test
    void aNodeThatStartsWithNeitherCloudNorApiKnowsItsOrdersFromDisk() {
        put("a", "1");
        api.put("configmaps", Orders.inline("b", "pump", "AQI=", "version", "2", "model.yaml", ""));
        polled();
        api.mode(Mode.BROKEN);

        sync = restarted();

        assertThat(sync.status().source()).isEqualTo(Source.DISK);
        assertThat(orders).containsOnlyKeys("bactrian/a", "bactrian/b");
        polled();
        assertThat(orders).hasSize(2);
    }

    @Test
    void aDamagedCopyIsSetAside() throws IOException {
        put("a", "1");
        polled();
        Files.writeString(dir.resolve("delivery/orders.json"), "{\"format\":1,\"orders\":[{}]");

        sync = restarted();

        assertThat(dir.resolve("delivery/orders.json.corrupt")).exists();
        polled();
        assertThat(orders).hasSize(1);
    }

    @Test
    void theNodeRemembersEachOrderForAStartWithoutTheCloud() {
        put("a", "1");
        polled();
        polled();

        assertThat(api.requests().stream().filter(request -> request.equals("GET /api/v1/namespaces/bactrian/configmaps/a")))
                .hasSize(1);
    }

    @Test
    void theNodesLabelsAreAskedForOnlyWhereAnOrderSelectsByThem() {
        api.put("nodes", "{\"metadata\":{\"namespace\":\"\",\"name\":\"edge1\",\"labels\":{\"site\":\"north\"}}}");
        put("a", "1");
        polled();
        assertThat(api.requests()).noneMatch(request -> request.contains("nodes"));
        assertThat(labels).isEmpty();

        api.put("configmaps",
                Orders.order("b", "pump", "version", "2", "file", "x.zip", "sha256", DIGEST, "node-labels", "site=north"));
        polled();
        assertThat(labels).isEqualTo(Map.of("site", "north"));

        api.mode(Mode.LOCAL);
        api.forgetAll();
        polled();
        assertThat(labels).as("404 says nothing").isEqualTo(Map.of("site", "north"));
        sync = restarted();
        assertThat(labels).isEqualTo(Map.of("site", "north"));
    }

    @Test
    void filesInOrdersHaveABoundAndTheRestIsNamed() {
        String mebibyte = "A".repeat(1 << 20);
        for (int i = 0; i < 6; i++) {
            api.put("configmaps", Orders.inline("m" + i, "pump", mebibyte, "version", String.valueOf(i + 1), "model.yaml", ""));
        }
        polled();

        assertThat(orders).hasSize(4);
        assertThat(unusable.get("bactrian/m5")).contains("use a url");
    }
}
