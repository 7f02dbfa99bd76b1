package dev.evenkeel.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.rehearse.PlacementTable.NodeLine;
import dev.evenkeel.rehearse.PlacementTable.PlacedPod;
import dev.evenkeel.rehearse.PlacementTable.WaitingPod;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTableTest {
    private static final List<NodeLine> NODES = List.of(
            new NodeLine("alpha-long-name", "z1"),
            new NodeLine("b", "z1"),
            new NodeLine("c", "z2"),
            new NodeLine("d", ""));

    @Test
    void showsNodesGroupsAndWhoWaits() {
        PlacementTable table = new PlacementTable(
                NODES,
                List.of(
                        new PlacedPod("shop app=web", "required", "alpha-long-name", false),
                        new PlacedPod("shop app=web", "required", "c", true),
                        new PlacedPod("ops app=agent", "", "b", false),
                        new PlacedPod("shop app=job", "", "b", true),
                        new PlacedPod("shop app=job", "", "b", true),
                        new PlacedPod("shop app=cart", "preferred", "b", true)),
                List.of(new WaitingPod("shop/web-9", "shop app=web", "required", "0/4 nodes are available: why.")));

        assertThat(table.render()).isEqualTo("""
                        NODE             ZONE  BEFORE  PLACED NOW
                        alpha-long-name  z1    1       -
                        b                z1    1       shop app=cart, shop app=job x2
                        c                z2    0       shop app=web
                        d                -     0       -

                        GROUP          ASKS FOR   REPLICAS  PLACED  DISTINCT HOSTS  ZONES
                        shop app=cart  preferred  1         1       1               1
                        shop app=job   -          2         2       1               1
                        shop app=web   required   3         2       2               2

                        WAITING
                        shop/web-9
                          0/4 nodes are available: why.
                        """);
    }

    @Test
    void omitsTheWaitingPartIfNoPodWaits() {
        PlacementTable table = new PlacementTable(List.of(new NodeLine("a", "")), List.of(), List.of());

        assertThat(table.render()).isEqualTo("""
                        NODE  ZONE  BEFORE  PLACED NOW
                        a     -     0       -

                        GROUP  ASKS FOR  REPLICAS  PLACED  DISTINCT HOSTS  ZONES
                        """);
    }

    @Test
    void showsAllRulesOfAGroup() {
        PlacementTable table = new PlacementTable(
                NODES,
                List.of(
                        new PlacedPod("shop app=web", "preferred", "b", false),
                        new PlacedPod("shop app=web", "required", "c", true)),
                List.of());

        assertThat(table.render())
                .contains("shop app=web  preferred | required  2         2       2               2\n");
    }
}
