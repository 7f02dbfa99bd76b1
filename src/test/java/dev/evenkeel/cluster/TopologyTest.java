package dev.evenkeel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aNodeThatLeavesIsInNoDomainAndTheDomainKeepsItsNumber() {
        zones.join(0, "z1");
        zones.join(1, "z2");
        zones.leave(0);

        assertThat(zones.domain(0)).isEqualTo(Topology.NO_DOMAIN);
        assertThat(zones.nodesWithKey()).isEqualTo(NodeSet.of(1));
        assertThat(zones.nodes(0).isEmpty()).isTrue();

        zones.join(2, "z3");
        zones.join(0, "z1");

        assertThat(zones.domain(0)).isZero();
        assertThat(zones.domain(2)).isEqualTo(2);
    }

    @Test
    void leavingTwiceOrWithoutJoiningIsNothing() {
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
