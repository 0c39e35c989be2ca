package io.bactrian.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
    @TempDir
    private Path dir;

    @Test
    void whatIsThereAndWhatComesHasABoundThatIsNamed() throws IOException {
        Room room = new Room(dir, 100, 0, "the.part");
        room.found(40);
        room.take(60);
        assertThatThrownBy(() -> room.take(1)).isInstanceOf(NoRoomException.class)
                .hasMessageContaining("1 bytes more than the 100").hasMessageContaining("raise the.part.capacity");
        assertThat(room.taken()).isEqualTo(100);

        room.give(60);
        room.take(60);
        assertThat(room.taken()).isEqualTo(100);
    }

    @Test
    void someOfTheDiskStaysFree() {
        Room room = new Room(dir, Long.MAX_VALUE, Long.MAX_VALUE, "the.part");

        assertThatThrownBy(() -> room.take(1)).isInstanceOf(NoRoomException.class).hasMessageContaining("free ones of " + dir)
                .hasMessageContaining("lower the.part.min-free");
        assertThat(room.taken()).isZero();
    }

    @Test
    void theMostThatDidNotFitIsToldOnce() throws IOException {
        Room room = new Room(dir, 10, 0, "the.part");
        room.check(10);
        assertThat(room.wanted()).isZero();
        for (long bytes : new long[]{11, 30, 20}) {
            assertThatThrownBy(() -> room.check(bytes)).isInstanceOf(NoRoomException.class);
        }

        assertThat(room.wanted()).isEqualTo(30);
        assertThat(room.wanted()).isZero();
        assertThat(room.taken()).isZero();
    }
}
