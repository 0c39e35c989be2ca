package io.bactrian.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;

class PacketReaderTest {
    private static final int MOST = 1_000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new PacketReader(null, MOST, 100));

    private static ByteBuf packet(int first, byte[] body) {
        ByteBuf packet = Unpooled.buffer().writeByte(first);
        int left = body.length;
        while (left > 0x7f) {
            packet.writeByte(left & 0x7f | 0x80);
            left >>= 7;
        }
        return packet.writeByte(left).writeBytes(body);
    }

    private static ByteBuf publish(int id, byte[] properties, byte[] payload) {
        ByteBuf body = Unpooled.buffer().writeShort(5).writeBytes("a/b/c".getBytes(StandardCharsets.UTF_8)).writeShort(id);
        int left = properties.length;
        while (left > 0x7f) {
            body.writeByte(left & 0x7f | 0x80);
            left >>= 7;
        }
        body.writeByte(left).writeBytes(properties).writeBytes(payload);
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return packet(0x32, bytes);
    }

    private static byte[] correlation(int length) {
        ByteBuf property = Unpooled.buffer().writeByte(9).writeShort(length).writeZero(length).writeByte(1).writeByte(1);
        byte[] bytes = new byte[property.readableBytes()];
        property.readBytes(bytes);
        return bytes;
    }

    private List<Object> read() {
        List<Object> all = new ArrayList<>();
        for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void packetsOfAllSizesAreReadWhereverTheStreamIsCut() {
        Random random = new Random(7);
        ByteBuf stream = Unpooled.buffer();
        List<Integer> lengths = new ArrayList<>();
        for (int id = 1; id <= 300; id++) {
            int length = random.nextInt(random.nextBoolean() ? 20 : 3 * MOST);
            lengths.add(length);
            stream.writeBytes(
                    publish(id, random.nextBoolean() ? new byte[0] : correlation(random.nextInt(400)), new byte[length]));
            if (random.nextBoolean()) {
                stream.writeBytes(packet(0x40, new byte[]{0, 1}));
            }
        }
        while (stream.isReadable()) {
            channel.writeInbound(stream.readRetainedSlice(Math.min(stream.readableBytes(), 1 + random.nextInt(700))));
        }
        List<Delivery> got = read().stream().filter(Delivery.class::isInstance).map(Delivery.class::cast)
                .toList();
        assertThat(got).extracting(Delivery::length).containsExactlyElementsOf(lengths);
        assertThat(got).allSatisfy(message -> {
            assertThat(message.topic()).isEqualTo("a/b/c");
            assertThat(message.payload()).hasSize(message.length() > MOST ? 100 : message.length());
        });
        assertThat(got).extracting(Delivery::packetId).isSorted();
    }

    @Test
    void theLastPropertyOfManyIsAPropertyAndNotPayload() {
        channel.writeInbound(publish(1, correlation(200), new byte[]{'{', '}'}));
        Delivery got = (Delivery) read().get(0);
        assertThat(got.payload()).containsExactly('{', '}');
        assertThat(((BinaryProperty) got.properties().getProperty(9)).value()).hasSize(200);
        assertThat(((IntegerProperty) got.properties().getProperty(1)).value()).isOne();
    }

    @Test
    void whatDoesNotFollowTheProtocolIsToldByItsPacketIdAndTheNextIsRead() {
        channel.writeInbound(publish(1, new byte[]{0x7e, 0}, new byte[5]), publish(2, new byte[]{9, 1, 0}, new byte[500]),
                publish(3, new byte[200 << 10], new byte[5]), publish(4, new byte[0], new byte[5]));
        List<Object> got = read();
        assertThat(got.subList(0, 3)).extracting(each -> ((PacketReader.Unreadable) each).packetId()).containsExactly(1, 2, 3);
        assertThat(((Delivery) got.get(3)).packetId()).isEqualTo(4);
    }

    @Test
    void aTopicLongerThanItsPacketIsUnreadableAndTheNextIsRead() {
        channel.writeInbound(packet(0x32, new byte[]{0x7f, 0x7f, 'a', 0, 1}), publish(4, new byte[0], new byte[5]));
        List<Object> got = read();
        assertThat(got.get(0)).isInstanceOf(PacketReader.Unreadable.class);
        assertThat(((Delivery) got.get(1)).packetId()).isEqualTo(4);
    }

    @Test
    void ofAPayloadThatIsTooLongTheFirstPartGoesOnBeforeTheRestHasComeAndTheRestIsKeptNowhere() {
        ByteBuf packet = publish(1, new byte[0], new byte[2 * MOST]);
        ByteBuf rest = packet.retainedSlice(200, packet.readableBytes() - 200);
        channel.writeInbound(packet.slice(0, 200));
        Delivery got = (Delivery) read().get(0);
        assertThat(got.length()).isEqualTo(2 * MOST);
        assertThat(got.payload()).hasSize(100);
        channel.writeInbound(rest);
        assertThat(rest.refCnt()).isZero();
        assertThat(read()).isEmpty();
    }

    @Test
    void anotherPacketThatIsTooLongEndsTheStream() {
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(new byte[]{0x40, (byte) 0xff, (byte) 0xff, 0x7f})))
                .isInstanceOf(DecoderException.class).hasMessageContaining("no PUBLISH");
    }
}
