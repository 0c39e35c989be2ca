package io.bactrian.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class CanaryTest {
    @Test
    void aDeviceHasTheSamePlaceForEver() {
        assertThat(Canary.place("pump-17")).isEqualTo(0.8496226045082127);
        assertThat(Canary.place("")).isEqualTo(0.93676944839044);
        assertThat(Canary.place("насос")).isEqualTo(0.8605334778259767);
    }

    @Test
    void aDeviceThatIsInIsInWithALargerShareToo() {
        IntStream.range(0, 10_000).mapToObj(i -> "device-" + i).filter(device -> Canary.has(device, 0.1))
                .forEach(device -> {
                    assertThat(Canary.has(device, 0.2)).isTrue();
                    assertThat(Canary.has(device, 1)).isTrue();
                });
    }

    @Test
    void theSharesAreKeptHoweverTheDevicesAreNamed() {
        assertShare(i -> "device-" + i);
        assertShare(i -> "line-" + i % 10 + "/pump-" + i / 10 * 64);
        assertShare(i -> Integer.toHexString(i * 1000));
        assertShare(i -> String.format("%08d", i));
    }

    private static void assertShare(IntFunction<String> name) {
        for (double share : new double[]{0.01, 0.1, 0.5, 0.9}) {
            long in = IntStream.range(0, 20_000).mapToObj(name).filter(device -> Canary.has(device, share)).count();
            assertThat(in / 20_000.0).as("share %s of devices such as %s", share, name.apply(7))
                    .isCloseTo(share, within(5 * Math.sqrt(share * (1 - share) / 20_000)));
        }
    }

    @Test
    void noDeviceIsInNoShareAndAllAreInAll() {
        assertThat(IntStream.range(0, 1000).mapToObj(Integer::toString)).noneMatch(device -> Canary.has(device, 0))
                .allMatch(device -> Canary.has(device, 1));
    }
}
