package dev.evenkeel.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final int Z1 = 0;
    private static final int Z2 = 1;

    private final Topology zones = new Topology("zone");
    private final Tally tally = new Tally(zones);

    @BeforeEach
    void twoZonesOfTwoNodes() {
        zones.join(0, "z1");
        zones.join(1, "z1");
        zones.join(2, "z2");
        zones.join(3, "z2");
    }

    @Test
    void countsByDomain() {
        tally.add(Z1);
        tally.add(Z1);
        tally.add(Z2);
        tally.remove(Z2);

        assertThat(tally.count(Z1)).isEqualTo(2);
        assertThat(tally.countAt(1)).isEqualTo(2);
        assertThat(tally.count(Z2)).isZero();
        assertThat(tally.total()).isEqualTo(2);
        assertThat(tally.counts()).isEqualTo(Map.of(Z1, 2));
    }

    @Test
    void aClosedTallyKeepsNoDomainForPassingPodsEither() {
        tally.add(Z1);
        tally.havingPassing(Tally.Passing.ANY).add(Z1);

        tally.close();
        tally.havingPassing(Tally.Passing.ANY).remove(Z1);
        tally.havingPassing(Tally.Passing.PERMITTED).add(Z1);
        zones.leave(0);
        zones.leave(1);
        zones.join(4, "z3");

        assertThat(zones.domain(4))
                .as("z1's number, which nobody needs any more")
                .isEqualTo(Z1);
    }

    @Test
    void countsZeroInNoDomain() {
        tally.add(Z1);

        assertThat(tally.count(Topology.NO_DOMAIN)).isZero();
        assertThat(tally.countAt(100)).isZero();
    }

    @Test
    void fullNodesFollowTheCount() {
        NodeSet two = tally.nodesWithAtLeast(2);
        assertThat(two.isEmpty()).isTrue();

        tally.add(Z1);
        assertThat(two.isEmpty()).isTrue();
        tally.add(Z1);
        assertThat(two).isEqualTo(NodeSet.of(0, 1));
        tally.add(Z1);
        tally.remove(Z1);
        assertThat(two).isEqualTo(NodeSet.of(0, 1));
        tally.remove(Z1);
        assertThat(two.isEmpty()).isTrue();
    }

    @Test
    void aThresholdAddedLateCountsWhatIsThere() {
        tally.add(Z1);
        tally.add(Z2);
        tally.add(Z2);

        assertThat(tally.nodesWithAtLeast(1)).isEqualTo(NodeSet.of(0, 1, 2, 3));
        assertThat(tally.nodesWithAtLeast(2)).isEqualTo(NodeSet.of(2, 3));
        assertThat(tally.nodesWithAtLeast(3)).isEqualTo(new NodeSet());
    }

    @Test
    void aThresholdThatWasForgottenIsMadeAgain() {
        tally.add(Z1);
        assertThat(tally.nodesWithAtLeast(1)).isEqualTo(NodeSet.of(0, 1));
        tally.forgetThresholds();
        tally.add(Z2);

        assertThat(tally.nodesWithAtLeast(1)).isEqualTo(NodeSet.of(0, 1, 2, 3));
    }

    @Test
    void aNodeIsFullExactlyWhileItBelongsToAFullDomain() {
        NodeSet one = tally.nodesWithAtLeast(1);
        tally.add(Z1);
        zones.join(9, "z1");
        tally.nodeJoined(9);
        assertThat(one).isEqualTo(NodeSet.of(0, 1, 9));

        tally.nodeLeaves(0);
        zones.leave(0);
        assertThat(one).isEqualTo(NodeSet.of(1, 9));

        zones.join(0, "z2");
        tally.nodeJoined(0);
        assertThat(one).isEqualTo(NodeSet.of(1, 9));
    }

    @Test
    void cannotHoldFewerThanNoPods() {
        assertThatThrownBy(() -> tally.remove(Z2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("zone=z2");
    }
}
