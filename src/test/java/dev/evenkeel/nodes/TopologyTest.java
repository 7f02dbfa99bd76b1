package dev.evenkeel.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopologyTest {
    private final Topology zones = new Topology("zone");

    @Test
    void nodesOfOneValueAreOneDomain() {
        zones.join(0, "z1");
        zones.join(5, "z2");
        zones.join(70, "z1");

        assertThat(zones.domain(0)).isEqualTo(zones.domain(70)).isNotEqualTo(zones.domain(5));
        assertThat(zones.nodes(zones.domain(0))).isEqualTo(NodeSet.of(0, 70));
        assertThat(zones.value(zones.domain(5))).isEqualTo("z2");
        assertThat(zones.nodesWithKey()).isEqualTo(NodeSet.of(0, 5, 70));
        assertThat(zones.size()).isEqualTo(2);
    }

    @Test
    void aNodeThatNeverJoinedIsInNoDomain() {
        zones.join(3, "z1");

        assertThat(zones.domain(0)).isEqualTo(Topology.NO_DOMAIN);
        assertThat(zones.domain(2)).isEqualTo(Topology.NO_DOMAIN);
        assertThat(zones.domain(4)).isEqualTo(Topology.NO_DOMAIN);
        assertThat(zones.domain(1_000)).isEqualTo(Topology.NO_DOMAIN);
    }

    @Test
    void aNodeThatLeavesIsInNoDomain() {
        zones.join(0, "z1");
        zones.join(1, "z2");
        zones.leave(0);

        assertThat(zones.domain(0)).isEqualTo(Topology.NO_DOMAIN);
        assertThat(zones.nodesWithKey()).isEqualTo(NodeSet.of(1));
        assertThat(zones.domain(1)).isEqualTo(1);
    }

    @Test
    void theNumberOfAnEmptyDomainIsGivenToAnotherValue() {
        zones.join(0, "z1");
        zones.join(1, "z2");
        zones.leave(0);
        assertThatThrownBy(() -> zones.value(0)).isInstanceOf(IllegalArgumentException.class);

        zones.join(2, "z3");
        zones.join(0, "z1");

        assertThat(zones.domain(2)).isZero();
        assertThat(zones.value(0)).isEqualTo("z3");
        assertThat(zones.domain(0)).isEqualTo(2);
    }

    @Test
    void aDomainInWhichSomethingCountsKeepsItsNumberWithoutNodes() {
        zones.join(0, "z1");
        zones.use(0);
        zones.leave(0);
        zones.join(1, "z2");
        assertThat(zones.value(0)).isEqualTo("z1");
        assertThat(zones.nodes(0).isEmpty()).isTrue();

        zones.join(2, "z1");
        assertThat(zones.domain(2)).isZero();
        zones.leave(2);
        zones.unuse(0);

        zones.join(2, "z1");
        zones.join(3, "z3");
        assertThat(zones.size()).as("no number is lost").isEqualTo(3);
    }

    @Test
    void aNodeThatJoinsAnotherDomainLeavesTheFirst() {
        zones.join(0, "z1");
        zones.join(1, "z1");
        zones.join(0, "z2");

        assertThat(zones.nodes(zones.domain(1))).isEqualTo(NodeSet.of(1));
        assertThat(zones.nodes(zones.domain(0))).isEqualTo(NodeSet.of(0));
    }

    // Few nodes of a domain are kept in another way than many.
    @Test
    void aDomainThatGrowsAndShrinksHasItsNodes() {
        NodeSet expected = new NodeSet();
        for (int i = 0; i < 100; i++) {
            zones.join(3 * i, "z1");
            expected.add(3 * i);
            holds(expected);
        }
        for (int i = 0; i < 99; i++) {
            int leaving = 3 * (i * 37 % 100);
            zones.leave(leaving);
            expected.remove(leaving);
            holds(expected);
        }
    }

    private void holds(NodeSet expected) {
        int domain = zones.domain(expected.lowest());
        NodeSet others = NodeSet.of(1, 4, 300);
        zones.addNodes(domain, others);
        zones.removeNodes(domain, others);

        assertThat(zones.nodes(domain)).isEqualTo(expected);
        assertThat(others).isEqualTo(NodeSet.of(1, 4, 300));
    }

    @Test
    void ignoresLeavingTwiceOrWithoutJoining() {
        zones.join(0, "z1");
        zones.leave(0);
        zones.leave(0);
        zones.leave(40);

        assertThat(zones.nodesWithKey().isEmpty()).isTrue();
    }

    @Test
    void anEmptyLabelValueIsADomain() {
        zones.join(0, "");

        assertThat(zones.domain(0)).isNotEqualTo(Topology.NO_DOMAIN);
        assertThat(zones.value(zones.domain(0))).isEmpty();
    }

    @Test
    void onlyTheHostnameLabelMakesHosts() {
        assertThat(new Topology("kubernetes.io/hostname").isHost()).isTrue();
        assertThat(zones.isHost()).isFalse();
    }
}
