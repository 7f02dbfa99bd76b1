package dev.evenkeel.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeSetTest {
    @Test
    void hasWhatWasAddedAndNotRemoved() {
        NodeSet set = NodeSet.of(1, 70, 3);
        set.remove(3);
        set.remove(500);

        assertThat(set.stream()).containsExactly(1, 70);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.contains(70)).isTrue();
        assertThat(set.contains(3)).isFalse();
    }

    @Test
    void anAbsentNodeIsInNoSet() {
        assertThat(NodeSet.of(0).contains(NodeTable.ABSENT)).isFalse();
    }

    @Test
    void andAndMinusLeaveTheirSidesAlone() {
        NodeSet left = NodeSet.of(1, 2, 3);
        NodeSet right = NodeSet.of(3, 4);

        NodeSet both = left.and(right);
        NodeSet rest = left.minus(right);
        both.add(9);
        rest.add(9);

        assertThat(both).isEqualTo(NodeSet.of(3, 9));
        assertThat(rest).isEqualTo(NodeSet.of(1, 2, 9));
        assertThat(left).isEqualTo(NodeSet.of(1, 2, 3));
        assertThat(right).isEqualTo(NodeSet.of(3, 4));
    }

    @Test
    void addsRemovesAndKeepsAll() {
        NodeSet set = NodeSet.of(1, 2);

        set.addAll(NodeSet.of(3, 100));
        assertThat(set).isEqualTo(NodeSet.of(1, 2, 3, 100));
        set.removeAll(NodeSet.of(2, 5));
        assertThat(set).isEqualTo(NodeSet.of(1, 3, 100));
        set.retainAll(NodeSet.of(3, 100, 101));
        assertThat(set).isEqualTo(NodeSet.of(3, 100));
    }

    @Test
    void intersectsOnlyWithAMemberInCommon() {
        assertThat(NodeSet.of(1, 2).intersects(NodeSet.of(2))).isTrue();
        assertThat(NodeSet.of(1, 2).intersects(NodeSet.of(3))).isFalse();
        assertThat(NodeSet.of(1).intersects(new NodeSet())).isFalse();
    }

    @Test
    void aCopyIsIndependent() {
        NodeSet set = NodeSet.of(1);
        NodeSet copy = set.copy();
        copy.add(2);
        set.remove(1);

        assertThat(set.isEmpty()).isTrue();
        assertThat(copy).isEqualTo(NodeSet.of(1, 2));
    }

    @Test
    void goesThroughItsMembersInRisingOrder() {
        List<Integer> seen = new ArrayList<>();
        NodeSet.of(64, 0, 63, 200).forEach(seen::add);

        assertThat(seen).containsExactly(0, 63, 64, 200);
        assertThat(NodeSet.of(64, 0, 63, 200).toArray()).containsExactly(0, 63, 64, 200);
        assertThat(new NodeSet().toArray()).isEmpty();
    }

    @Test
    void setsOfTheSameMembersAreEqualWhateverTheyHeldBefore() {
        NodeSet grown = NodeSet.of(1, 1_000);
        grown.remove(1_000);

        assertThat(grown)
                .isEqualTo(NodeSet.of(1))
                .hasSameHashCodeAs(NodeSet.of(1))
                .hasToString("{1}");
        assertThat(grown).isNotEqualTo(NodeSet.of(2));
    }
}
