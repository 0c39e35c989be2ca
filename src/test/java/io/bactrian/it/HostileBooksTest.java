package io.bactrian.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.bactrian.kit.RawConnection.Fate;

class HostileBooksTest {
    private final HostileBooks books = new HostileBooks();

    @Test
    void whatTheBrokerAcknowledgedIsOwedUntilSomethingWithItsNameComes() {
        var name = sent();
        assertThat(books.owed()).isZero();
        books.heard(name, Fate.ACKNOWLEDGED);
        assertThat(books.owed()).isEqualTo(1);
        assertThat(books.someOwed()).containsExactly(name + " GARBAGE");
        books.settles((name + " \u0000\u0001").getBytes(UTF_8));
        assertThat(books.owed()).isZero();
    }

    @Test
    void anEndThatComesBeforeTheAcknowledgementCounts() {
        var name = sent();
        books.settles(("{\"id\":\"" + name + "\"}").getBytes(UTF_8));
        books.heard(name, Fate.ACKNOWLEDGED);
        assertThat(books.owed()).isZero();
    }

    @Test
    void whatTheBrokerRefusedOrNeverAcknowledgedIsOwedByNobody() {
        books.heard(sent(), Fate.REFUSED);
        books.heard(sent(), Fate.CUT_OFF);
        assertThat(books.owed()).isZero();
    }

    @Test
    void anotherMessagesEndSettlesNothing() {
        var name = sent();
        books.heard(name, Fate.ACKNOWLEDGED);
        books.settles((name + "0").getBytes(UTF_8));
        books.settles((String) null);
        assertThat(books.owed()).isEqualTo(1);
    }

    private String sent() {
        var name = books.name();
        books.sends(name, HostileAction.GARBAGE);
        return name;
    }
}
