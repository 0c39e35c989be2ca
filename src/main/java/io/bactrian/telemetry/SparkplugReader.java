package io.bactrian.telemetry;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;

import io.bactrian.telemetry.SparkplugBirths.Birth;

/** Reads the metrics of a Sparkplug B payload; a birth's aliases and types hold for the data that follows. */
final class SparkplugReader extends PayloadReader {
    static final int MOST_METRICS = 4096;
    private static final int MOST_LEVELS = 16;
    private static final int INT8 = 1;
    private static final int INT16 = 2;
    private static final int INT32 = 3;
    private static final int INT64 = 4;
    private static final int UINT64 = 8;

    private final SparkplugTopic topic;
    private final SparkplugBirths births;
    private final PayloadSettings settings;
    private final Map<Long, String> aliases = new HashMap<>();
    private final Map<String, Integer> types = new HashMap<>();

    SparkplugReader(SparkplugTopic topic, SparkplugBirths births, PayloadSettings settings) {
        this.topic = topic;
        this.births = births;
        this.settings = settings;
    }

    @Override
    void read(byte[] bytes) throws IOException {
        checkCount(bytes);
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(MOST_LEVELS);
        Payload payload = Payload.parseFrom(in);
        Birth birth = topic.isBirth() ? Birth.NONE : births.of(topic.source());
        long latest = payload.hasTimestamp() ? payload.getTimestamp() : 0;
        for (Metric metric : payload.getMetricsList()) {
            String name = name(metric, birth);
            latest = Math.max(latest, metric.hasTimestamp() ? metric.getTimestamp() : 0);
            if (name != null) {
                Integer stated = metric.hasDatatype() ? Integer.valueOf(metric.getDatatype()) : birth.types().get(name);
                value(metric, settings.channel(name), stated);
            }
        }
        if (topic.isBirth()) {
            births.put(topic.source(), new Birth(aliases, types, bytes.length));
        }
        if (latest > 0) {
            head.timestamp(latest);
        }
        head.check();
    }

    /** Before an object is made for each of them. */
    private static void checkCount(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        int metrics = 0;
        int tag;
        while ((tag = in.readTag()) != 0) {
            if (WireFormat.getTagFieldNumber(tag) == Payload.METRICS_FIELD_NUMBER && ++metrics > MOST_METRICS) {
                throw new BadInput(ErrorCode.MALFORMED,
                        "the message has more than " + MOST_METRICS + " metrics; expected at most so many");
            }
            in.skipField(tag);
        }
    }

    private String name(Metric metric, Birth birth) {
        if (!metric.hasAlias()) {
            return metric.getName();
        }
        if (metric.hasName() && !metric.getName().isEmpty()) {
            if (topic.isBirth()) {
                aliases.put(metric.getAlias(), metric.getName());
            }
            return metric.getName();
        }
        String name = birth.names().get(metric.getAlias());
        if (name == null) {
            head.note(ErrorCode.UNKNOWN_CHANNEL, "the alias " + Long.toUnsignedString(metric.getAlias())
                    + " is not known: no birth of " + MessageHead.shorten(topic.source())
                    + " that names it has come since this service started; have the node publish its births again (NCMD,"
                    + " Node Control/Rebirth)");
        }
        return name;
    }

    private void value(Metric metric, String channel, Integer type) {
        if (topic.isBirth() && metric.hasDatatype()) {
            types.put(metric.getName(), metric.getDatatype());
        }
        if (metric.getIsNull()) {
            readings.add(channel, Double.NaN);
            return;
        }
        switch (metric.getValueCase()) {
            case INT_VALUE -> whole(channel, type, metric.getIntValue());
            case LONG_VALUE -> large(channel, type, metric.getLongValue());
            case FLOAT_VALUE -> finite(channel, metric.getFloatValue());
            case DOUBLE_VALUE -> finite(channel, metric.getDoubleValue());
            case BOOLEAN_VALUE ->
                readings.add(channel, metric.getBooleanValue() ? 1 : 0, Boolean.toString(metric.getBooleanValue()));
            case STRING_VALUE -> ScalarText.add(readings, head, channel, metric.getStringValue(), true);
            default -> {
                // data sets, templates, bytes and files are no value of a channel
            }
        }
    }

    /** 32 bits, which are signed where the type says so. */
    private void whole(String channel, Integer type, int bits) {
        if (type == null && bits < 0) {
            unknownType(channel);
        } else if (type != null && type == INT8) {
            readings.add(channel, (byte) bits);
        } else if (type != null && type == INT16) {
            readings.add(channel, (short) bits);
        } else {
            readings.add(channel, type != null && type == INT32 ? bits : Integer.toUnsignedLong(bits));
        }
    }

    private void large(String channel, Integer type, long bits) {
        if (bits >= 0 || type != null && type == INT64) {
            TensorReader.whole(readings, channel, bits);
        } else if (type == null) {
            unknownType(channel);
        } else if (type == UINT64) {
            readings.add(channel, Double.parseDouble(Long.toUnsignedString(bits)), Long.toUnsignedString(bits));
        } else {
            head.note(ErrorCode.OUT_OF_RANGE, "metric '" + MessageHead.shorten(channel) + "' is "
                    + Long.toUnsignedString(bits) + "; expected what its type " + type + " holds");
        }
    }

    private void unknownType(String channel) {
        head.note(ErrorCode.WRONG_TYPE, "metric '" + MessageHead.shorten(channel)
                + "' has no datatype, and no birth that states it has come since this service started; have the node publish its"
                + " births again (NCMD, Node Control/Rebirth)");
    }

    private void finite(String channel, double value) {
        if (Double.isFinite(value)) {
            readings.add(channel, value);
        } else {
            head.note(ErrorCode.NOT_FINITE, "metric '" + MessageHead.shorten(channel) + "' is " + value
                    + "; expected a finite number");
        }
    }
}
