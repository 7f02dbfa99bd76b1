package dev.evenkeel.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTableTest {
    @Test
    void emptyTableHasNoName() {
        NodeTable table = NodeTable.empty();

        assertThat(table.size()).isZero();
        assertThat(table.number("a")).isEqualTo(NodeTable.ABSENT);
    }

    @Test
    void numbersFollowTheOrderOfFirstSight() {
        NodeTable table = NodeTable.empty().with("b").with("a").with("b");

        assertThat(table.size()).isEqualTo(2);
        assertThat(table.number("b")).isZero();
        assertThat(table.number("a")).isEqualTo(1);
        assertThat(table.name(0)).isEqualTo("b");
        assertThat(table.name(1)).isEqualTo("a");
    }

    @Test
    void aNameThatIsThereGivesTheSameTable() {
        NodeTable table = NodeTable.empty().with("a");

        assertThat(table.with("a")).isSameAs(table);
    }

    @Test
    void anOlderTableDoesNotSeeNamesThatCameLater() {
        NodeTable older = NodeTable.empty().with("a");
        NodeTable newer = older.with("b").with("c");

        assertThat(older.size()).isEqualTo(1);
        assertThat(older.number("b")).isEqualTo(NodeTable.ABSENT);
        assertThat(older.number("c")).isEqualTo(NodeTable.ABSENT);
        assertThat(newer.number("a")).isEqualTo(older.number("a"));
        assertThatThrownBy(() -> older.name(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void twoTablesGrownFromOneDoNotDisturbEachOther() {
        NodeTable root = NodeTable.empty().with("a");
        NodeTable left = root.with("left");
        NodeTable right = root.with("right").with("left");

        assertThat(left.number("left")).isEqualTo(1);
        assertThat(left.number("right")).isEqualTo(NodeTable.ABSENT);
        assertThat(right.number("right")).isEqualTo(1);
        assertThat(right.number("left")).isEqualTo(2);
        assertThat(left.with("more").number("more")).isEqualTo(2);
    }

    @Test
    void forksAtFullCapacityDoNotDisturbEachOther() {
        NodeTable full = NodeTable.empty();
        for (int i = 0; i < 16; i++) {
            full = full.with("n" + i);
        }
        NodeTable left = full.with("left");
        NodeTable right = full.with("right");

        assertThat(left.name(16)).isEqualTo("left");
        assertThat(right.name(16)).isEqualTo("right");
        assertThat(full.number("left")).isEqualTo(NodeTable.ABSENT);
        assertThat(left.number("right")).isEqualTo(NodeTable.ABSENT);
    }

    @Test
    void keepsEveryNumberWhileItGrows() {
        List<NodeTable> tables = new ArrayList<>(List.of(NodeTable.empty()));
        for (int i = 0; i < 1_000; i++) {
            tables.add(tables.getLast().with("node-" + i));
        }

        for (int size = 0; size <= 1_000; size += 37) {
            NodeTable table = tables.get(size);
            assertThat(table.size()).isEqualTo(size);
            for (int i = 0; i < 1_000; i++) {
                assertThat(table.number("node-" + i)).isEqualTo(i < size ? i : NodeTable.ABSENT);
            }
        }
    }

    @Test
    void distinguishesNamesOfOneHash() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());

        NodeTable table = NodeTable.empty().with("Aa");

        assertThat(table.number("BB")).isEqualTo(NodeTable.ABSENT);
        assertThat(table.with("BB").number("BB")).isEqualTo(1);
        assertThat(table.with("BB").number("Aa")).isZero();
    }

    @Test
    void aNameIsFoundByItsBytesInAText() {
        NodeTable table = NodeTable.empty().with("Aa").with("node-1").with("node-10");
        byte[] text = "BBAanode-100".getBytes(StandardCharsets.US_ASCII);

        assertThat(table.number(text, 2, 4)).isZero();
        assertThat(table.number(text, 4, 10)).isEqualTo(1);
        assertThat(table.number(text, 4, 11)).isEqualTo(2);
        assertThat(table.number(text, 4, 12)).isEqualTo(NodeTable.ABSENT);
        assertThat(table.number(text, 0, 2)).as("the hash of Aa").isEqualTo(NodeTable.ABSENT);
        assertThat(table.number(text, 4, 4)).isEqualTo(NodeTable.ABSENT);
    }

    // By chance alone, 5,000 names in 16,384 slots would begin at 4,308 different ones.
    @ParameterizedTest
    @ValueSource(
            strings = {"node-%d", "ip-10-0-%2$d-%3$d.ec2.internal", "gke-pool-1-5d2c%1$04x-%3$d", "worker%05d.rack"})
    void namesThatDifferInANumberAreSpread(String pattern) {
        int capacity = 16_384;

        long different = IntStream.range(0, 5_000)
                .mapToObj(i -> pattern.formatted(i, i / 250, i % 250))
                .mapToInt(name -> NodeTable.firstSlot(name.hashCode(), capacity))
                .peek(slot -> assertThat(slot).isBetween(0, capacity - 1))
                .distinct()
                .count();

        assertThat(different).isGreaterThan(4_000);
    }

    @Test
    void aNumberThatIsGivenAwayIsTheOtherNamesFromThenOn() {
        NodeTable older = NodeTable.empty().with("a").with("b");
        NodeTable newer = older.giving(0, "c");

        assertThat(newer.number("a")).isEqualTo(NodeTable.ABSENT);
        assertThat(newer.number("c")).isZero();
        assertThat(newer.name(0)).isEqualTo("c");
        assertThat(newer.number("b")).isEqualTo(1);
        assertThat(newer.size()).isEqualTo(2);
        assertThat(older.number("a")).as("whoever holds the older table").isZero();
        assertThat(older.number("c")).isEqualTo(NodeTable.ABSENT);
        assertThat(newer.with("a").number("a")).isEqualTo(2);
    }

    @Test
    void listsNumbersReusedSinceAGeneration() {
        NodeTable first = NodeTable.empty().with("a").with("b").with("c");
        NodeTable second = first.giving(1, "d");
        NodeTable third = second.with("e").giving(0, "f");

        assertThat(first.generation()).isZero();
        assertThat(second.generation()).isEqualTo(1);
        assertThat(third.generation()).isEqualTo(2);
        assertThat(third.reusedSince(second.generation())).isEqualTo(NodeSet.of(0));
        assertThat(second.reusedSince(first.generation())).isEqualTo(NodeSet.of(1));
        assertThat(third.reusedSince(first.generation()).and(NodeSet.of(0, 1, 2)))
                .isEqualTo(NodeSet.of(0, 1));
        assertThat(third.reusedSince(third.generation()).isEmpty()).isTrue();
    }

    @Test
    void givesNoNumberToANameThatHasOne() {
        NodeTable table = NodeTable.empty().with("a").with("b");

        assertThatThrownBy(() -> table.giving(0, "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("b has number 1 already");
        assertThatThrownBy(() -> table.giving(2, "c")).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesANameBelowZero() {
        assertThatThrownBy(() -> NodeTable.empty().with("a").name(NodeTable.ABSENT))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
