package io.bactrian.mqtt.client;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;

/** The packets that a client sends, and what it reads of answers. */
final class Packets {
    private static final MqttFixedHeader PUBACK = header(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE);
    private static final MqttFixedHeader PUBREL = header(MqttMessageType.PUBREL, MqttQoS.AT_LEAST_ONCE);
    private static final MqttFixedHeader CONNECT = header(MqttMessageType.CONNECT, MqttQoS.AT_MOST_ONCE);
    static final MqttMessage PINGREQ = new MqttMessage(header(MqttMessageType.PINGREQ, MqttQoS.AT_MOST_ONCE));
    static final MqttMessage DISCONNECT = new MqttMessage(header(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE),
            new MqttReasonCodeAndPropertiesVariableHeader((byte) 0, MqttProperties.NO_PROPERTIES));

    private Packets() {
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS qos) {
        return new MqttFixedHeader(type, false, qos, false, 0);
    }

    /** Maximum Packet Size is not asked for: the broker would drop longer messages unseen, and their devices would hear nothing. */
    static MqttMessage connect(SessionSettings settings) {
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(),
                (int) settings.sessionExpirySeconds()));
        properties.add(new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), settings.receiveMaximum()));
        Will will = settings.will();
        boolean user = settings.username() != null;
        boolean password = user && settings.password() != null;
        return new MqttConnectMessage(CONNECT,
                new MqttConnectVariableHeader(MqttVersion.MQTT_5.protocolName(), MqttVersion.MQTT_5.protocolLevel(), user,
                        password,
                        will != null && will.retained(), will == null ? 0 : will.qos(), will != null, settings.cleanStart(),
                        settings.keepAliveSeconds(), properties),
                new MqttConnectPayload(settings.clientId(), will == null ? MqttProperties.NO_PROPERTIES : will.properties(),
                        will == null ? null : will.topic(), will == null ? null : will.payload(), settings.username(),
                        password ? settings.password() : null));
    }

    static MqttMessage publish(Publish publish, int qos, boolean duplicate) {
        return new MqttPublishMessage(
                new MqttFixedHeader(MqttMessageType.PUBLISH, duplicate, MqttQoS.valueOf(qos), publish.retained, 0),
                new MqttPublishVariableHeader(publish.topic, qos == 0 ? 0 : publish.packetId, publish.properties),
                Unpooled.wrappedBuffer(publish.payload));
    }

    static MqttMessage acknowledge(int packetId) {
        return new MqttMessage(PUBACK, MqttMessageIdVariableHeader.from(packetId));
    }

    static MqttMessage release(int packetId) {
        return new MqttMessage(PUBREL, MqttMessageIdVariableHeader.from(packetId));
    }

    /** Retained messages come where the session has no such subscription yet. */
    static MqttSubscribeMessage subscribe(int packetId, String filter, int qos) {
        return MqttMessageBuilders.subscribe().messageId(packetId).addSubscription(filter, new MqttSubscriptionOption(
                MqttQoS.valueOf(qos), false, false, RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS)).build();
    }

    static MqttUnsubscribeMessage unsubscribe(int packetId, String filter) {
        return MqttMessageBuilders.unsubscribe().messageId(packetId).addTopicFilter(filter).build();
    }

    /** The packet identifier of an answer. */
    static int id(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    /** The reason code of an answer; 0 where it has none. */
    static int reason(MqttMessage packet) {
        return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() & 0xff : 0;
    }
}
