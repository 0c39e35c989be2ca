package io.bactrian.train;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One water pump on a closed circuit, a reading a second: every channel has a mean, follows the slow warming and cooling of
 * the rig, and scatters as first-order autoregressive noise; current follows voltage, and pressure comes in steps of its
 * converter. Levels and scatter are those of the public SKAB test rig in normal running. One seed gives one sequence, to the
 * bit, on every JDK. Not thread-safe.
 */
public final class SimulatedPump {
    private static final List<Channel> RIG = List.of(
            new Channel("Accelerometer1RMS", 0.2126, 0.0035, 0.0013, 0.1),
            new Channel("Accelerometer2RMS", 0.2684, -0.0030, 0.0013, 0),
            new Channel("Current", 2.403, 0, 0.486, 0.07),
            new Channel("Pressure", 0.111, 0, 0.235, 0.1),
            new Channel("Temperature", 89.47, -0.60, 0.28, 0.4),
            new Channel("Thermocouple", 28.47, 0.70, 0.006, 0.5),
            new Channel("Voltage", 228.65, 0, 10.98, 0),
            new Channel("Volume Flow RateRMS", 125.24, 1.35, 0.65, 0.45));
    /** The eight channels, in the order of a reading. Units: g, g, A, bar, °C of the body, °C of the water, V, l/min. */
    public static final List<String> CHANNELS = RIG.stream().map(Channel::name).toList();

    /** The channels' units. */
    static final Map<String, String> UNITS = Map.of("Accelerometer1RMS", "g", "Accelerometer2RMS", "g", "Current", "A",
            "Pressure", "bar", "Temperature", "°C", "Thermocouple", "°C", "Voltage", "V", "Volume Flow RateRMS", "l/min");

    private static final int CURRENT = 2;
    private static final int PRESSURE = 3;
    private static final int VOLTAGE = 6;
    private static final double CURRENT_FOLLOWS_VOLTAGE = 0.47;
    private static final double PRESSURE_STEP = 0.327924;
    private static final double PRESSURE_ORIGIN = 0.054711;
    private static final double FAST_CYCLE_SECONDS = 7_200;
    private static final double SLOW_CYCLE_SECONDS = 19_800;

    private final Random random;
    private final double fastPhase;
    private final double slowPhase;
    private final double[] noise = new double[RIG.size()];
    private final Map<PumpFault, Integer> grownSeconds = new EnumMap<>(PumpFault.class);
    private PumpFault fault;
    private long second;

    /** A pump in normal running; the seed also says where in its slow cycles it is met. */
    public SimulatedPump(long seed) {
        random = random(seed);
        fastPhase = random.nextDouble();
        slowPhase = random.nextDouble();
        Stream.of(PumpFault.values()).forEach(each -> grownSeconds.put(each, 0));
        for (int c = 0; c < noise.length; c++) {
            noise[c] = random.nextGaussian();
        }
    }

    /** Lets a fault begin to grow with the next reading; an earlier fault begins to recede. */
    public void inject(PumpFault next) {
        fault = next;
    }

    /** Repairs the pump: a fault recedes as fast as it grew. */
    public void normal() {
        fault = null;
    }

    /** Whether this pump has, or still shows the rest of, a fault. */
    public boolean faulty() {
        return fault != null || grownSeconds.values().stream().anyMatch(seconds -> seconds > 0);
    }

    /** The next second's reading: eight values in the order of {@link #CHANNELS}, rounded to six decimals. */
    public double[] next() {
        grownSeconds.replaceAll((each, seconds) -> each == fault
                ? Math.min(each.rampSeconds(), seconds + 1)
                : Math.max(0, seconds - 1));
        double warmth = StrictMath.sin(cycle(FAST_CYCLE_SECONDS, fastPhase))
                + StrictMath.sin(cycle(SLOW_CYCLE_SECONDS, slowPhase));
        second++;
        scatter();
        double[] reading = new double[noise.length];
        for (int c = 0; c < reading.length; c++) {
            Channel channel = RIG.get(c);
            double value = channel.mean + channel.drift * warmth + channel.noise * noise[c] * noiseFactor(c) + shift(c);
            reading[c] = round(c == PRESSURE ? stepped(value) : value);
        }
        return reading;
    }

    /** The readings of the next seconds: {@code [seconds][8]}. */
    public double[][] next(int seconds) {
        return Stream.generate(this::next).limit(seconds).toArray(double[][]::new);
    }

    /** Java's polar method, as {@link Random#nextGaussian} specifies it, over a generator whose seeds are far apart. */
    private static Random random(long seed) {
        SplittableRandom source = new SplittableRandom(seed);
        return new Random() {
            @Override
            public double nextDouble() {
                return (source.nextLong() >>> 11) * 0x1.0p-53;
            }
        };
    }

    private void scatter() {
        for (int c = 0; c < noise.length; c++) {
            double memory = RIG.get(c).memory;
            noise[c] = memory * noise[c] + StrictMath.sqrt(1 - memory * memory) * random.nextGaussian();
        }
        noise[CURRENT] = CURRENT_FOLLOWS_VOLTAGE * noise[VOLTAGE]
                + StrictMath.sqrt(1 - CURRENT_FOLLOWS_VOLTAGE * CURRENT_FOLLOWS_VOLTAGE) * noise[CURRENT];
    }

    private double shift(int channel) {
        double sum = 0;
        for (PumpFault each : grownSeconds.keySet()) {
            sum += size(each) * each.shift(channel);
        }
        return sum;
    }

    private double noiseFactor(int channel) {
        double factor = 1;
        for (PumpFault each : grownSeconds.keySet()) {
            factor += size(each) * (each.noise(channel) - 1);
        }
        return StrictMath.max(0, factor);
    }

    private double cycle(double seconds, double phase) {
        return 2 * StrictMath.PI * (second / seconds + phase);
    }

    private double size(PumpFault each) {
        return (double) grownSeconds.get(each) / each.rampSeconds();
    }

    private static double stepped(double pressure) {
        return PRESSURE_ORIGIN + PRESSURE_STEP * StrictMath.rint((pressure - PRESSURE_ORIGIN) / PRESSURE_STEP);
    }

    private static double round(double value) {
        return StrictMath.rint(value * 1e6) / 1e6;
    }

    /**
     * @param drift  what one unit of the rig's warmth adds; warmth has a standard deviation of one
     * @param noise  standard deviation of the scatter
     * @param memory the scatter's correlation with the second before
     */
    private record Channel(String name, double mean, double drift, double noise, double memory) {
    }
}
