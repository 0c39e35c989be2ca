package io.bactrian.announced;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.bactrian.announce.Announcement;
import io.bactrian.announce.Announcement.State;
import io.bactrian.announce.AnnouncementJson;
import io.bactrian.announce.Nodes;
import io.bactrian.delivery.Order;
import io.bactrian.delivery.OrderSource;
import io.bactrian.delivery.Withdrawal;
import io.bactrian.kit.ExpectedErrors;
import io.bactrian.rollout.Promote;

@ExpectedErrors({"io.bactrian.announced", "io.bactrian.files"})
class AnnouncedOrdersTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    private Path root;
    private final Map<String, byte[]> table = new HashMap<>();
    private final List<Withdrawal> withdrawn = new ArrayList<>();
    private final List<Order> delivered = new ArrayList<>();
    private final Map<String, String> unusable = new HashMap<>();
    private List<Order> orders;
    private Instant now = AT;
    private Optional<Path> keys = Optional.empty();

    private AnnouncedOrders start() {
        return new AnnouncedOrders(
                new AnnouncedOrders.Settings("edge-1", Map.of("zone", "north"), root.resolve("delivery"), keys),
                this::take, this::withdraw, "pump-7"::equals, delivered::contains, new Clock() {
                    @Override
                    public Instant instant() {
                        return now;
                    }

                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }
                });
    }

    private void take(String source, List<Order> all, Map<String, String> labels, Map<String, String> wrong) {
        assertThat(source).isEqualTo("announcements");
        orders = all;
        unusable.clear();
        unusable.putAll(wrong);
    }

    private void withdraw(Collection<Withdrawal> all) {
        withdrawn.clear();
        withdrawn.addAll(all);
    }

    private static Announcement announcement(int version, State state, Nodes nodes, Instant until, String signature) {
        return new Announcement("pump", version, state, URI.create("https://cloud/pump/" + version), DIGEST, 10, signature,
                nodes,
                Announcement.Promote.GATED, until, AT);
    }

    private void announce(int version, Nodes nodes) {
        put(announcement(version, State.ANNOUNCED, nodes, null, null));
    }

    private void put(Announcement said) {
        table.put(said.key(), AnnouncementJson.write(said));
    }

    private List<Integer> versions() {
        return orders.stream().map(Order::version).toList();
    }

    @Test
    void anAnnouncementForThisNodeIsAnOrder() {
        announce(2, Nodes.ALL);
        announce(3, new Nodes(Set.of("edge-1"), Map.of("zone", "north"), Set.of("pump-7")));
        announce(4, new Nodes(Set.of("edge-2"), Map.of(), Set.of()));
        announce(5, new Nodes(Set.of(), Map.of("zone", "south"), Set.of()));
        announce(6, new Nodes(Set.of(), Map.of(), Set.of("pump-8")));
        var announced = start();
        announced.take(table);

        assertThat(versions()).containsExactly(2, 3);
        var order = orders.get(0);
        assertThat(order.id()).isEqualTo("announced/pump-2");
        assertThat(order.source()).isEqualTo(new OrderSource.Remote(URI.create("https://cloud/pump/2"), 10));
        assertThat(order.sha256()).isEqualTo(DIGEST);
        assertThat(order.promote()).isEqualTo(Promote.GATED);
        assertThat(announced.status()).isEqualTo(new AnnouncedOrders.Status(5, 0, List.of(), Map.of()));
    }

    @Test
    void aNodeThatStartsWithoutKafkaKeepsItsOrdersAndBeforeThatSaysNothing() {
        announce(2, Nodes.ALL);
        assertThat(start().status().known()).isEqualTo(-1);
        assertThat(orders).as("nothing is known, so nothing is said").isNull();
        start().take(table);
        orders = null;

        assertThat(start().status().known()).isEqualTo(1);
        assertThat(versions()).containsExactly(2);
    }

    @Test
    void aDamagedCopyIsPutAsideAndNothingIsKnown() throws IOException {
        announce(2, Nodes.ALL);
        start().take(table);
        orders = null;
        Files.writeString(root.resolve("delivery/announcements.json"), "{\"format\":1,\"announcements\":{\"pump/2\":");

        assertThat(start().status().known()).isEqualTo(-1);
        assertThat(orders).isNull();
        assertThat(root.resolve("delivery/announcements.json.corrupt")).exists();
    }

    @Test
    void aWithdrawalMeansEveryNodeAndIsNoOrder() {
        put(announcement(2, State.WITHDRAWN, new Nodes(Set.of("edge-2"), Map.of(), Set.of()), null, null));
        start().take(table);

        assertThat(orders).isEmpty();
        assertThat(withdrawn).containsExactly(new Withdrawal("pump", 2, DIGEST));
        table.clear();
        start().take(table);
        assertThat(withdrawn).as("a tombstone").isEmpty();
    }

    @Test
    void whatIsWrongWithOneIsItsOwn() {
        announce(2, Nodes.ALL);
        table.put("pump/3", bytes("{\"model\": \"pump\", \"version\": 3"));
        table.put("pump/4", AnnouncementJson.write(announcement(5, State.ANNOUNCED, Nodes.ALL, null, null)));
        table.put("pump/6", bytes(new String(AnnouncementJson.write(announcement(6, State.ANNOUNCED, Nodes.ALL, null, null)),
                StandardCharsets.UTF_8).replace("https://cloud", "ftp://cloud")));
        var announced = start();
        announced.take(table);

        assertThat(versions()).containsExactly(2);
        assertThat(unusable).containsOnlyKeys("announced/pump-3", "announced/pump-4", "announced/pump-6");
        assertThat(unusable.get("announced/pump-4")).contains("its key is 'pump/4', and it is of pump/5");
        assertThat(unusable.get("announced/pump-6")).contains("expected https://HOST/PATH");
        assertThat(announced.status().refused()).extracting(Refusal::version).containsExactly(6);
    }

    @Test
    void afterItsTimeNothingIsFetchedAndWhatIsThereStays() {
        put(announcement(2, State.ANNOUNCED, Nodes.ALL, AT.plusSeconds(60), null));
        put(announcement(3, State.ANNOUNCED, Nodes.ALL, AT.plusSeconds(60), null));
        var announced = start();
        announced.take(table);
        assertThat(versions()).containsExactly(2, 3);
        delivered.add(orders.get(0));
        now = AT.plusSeconds(75);
        announced.step();

        assertThat(versions()).containsExactly(2);
        assertThat(announced.status().late()).isEqualTo(1);
        assertThat(unusable).isEmpty();
    }

    @Test
    void whatIsNotSignedByOneOfTheKeysIsNotOrdered() throws IOException, GeneralSecurityException {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        keys = Optional.of(root.resolve("keys"));
        put(announcement(2, State.ANNOUNCED, Nodes.ALL, null, sign(pair)));
        put(announcement(3, State.ANNOUNCED, Nodes.ALL, null, sign(other)));
        put(announcement(4, State.ANNOUNCED, Nodes.ALL, null, null));
        put(announcement(5, State.ANNOUNCED, new Nodes(Set.of("edge-2"), Map.of(), Set.of()), null, null));
        put(announcement(6, State.WITHDRAWN, Nodes.ALL, null, null));
        var announced = start();
        announced.take(table);
        assertThat(orders).as("there are no keys yet").isEmpty();
        assertThat(announced.status().problems().get("bactrian.delivery.keys")).contains("keys cannot be read");

        Files.createDirectories(root.resolve("keys"));
        Files.writeString(root.resolve("keys/cloud.pem"), "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n");
        now = AT.plusSeconds(15);
        announced.step();
        assertThat(versions()).containsExactly(2);
        assertThat(unusable).containsOnlyKeys("announced/pump-3", "announced/pump-4");
        assertThat(announced.status().refused()).extracting(Refusal::reason)
                .anySatisfy(reason -> assertThat(reason).contains("it is not signed"))
                .anySatisfy(reason -> assertThat(reason).contains("none of the 1 key(s)"));
        assertThat(announced.status().problems()).isEmpty();
        assertThat(withdrawn).extracting(Withdrawal::version).containsExactly(6);
    }

    private static String sign(KeyPair pair) throws GeneralSecurityException {
        var signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(HexFormat.of().parseHex(DIGEST));
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
