package dev.evenkeel.traffic;

import static dev.evenkeel.traffic.SitePicture.empty;
import static dev.evenkeel.traffic.SitePicture.picture;
import static dev.evenkeel.traffic.SitePicture.sites;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final Planner PLANNER = new Planner(PlanSettings.DEFAULTS);

    /** The plan for so many pods, nodes drawn as in {@link SitePicture}. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            node-even;   3;  0 0 0 0;              1 1 1 0
            node-even;   7;  0 0 0 0;              3 2 2 0
            node-even;   6;  0 1 0 2;              2 2 0 2
            node-even;   4;  0 0 | 0 | 0;          1 1 | 1 | 1
            node-even;   7;  0 0 0 | 0;            3 2 0 | 2
            node-even;   6;  1! 1! 1! 1!;          2 2 1 1
            node-even;   12; 0/1 0/1 0 0 | 0/1;    0 0 6 6 | 0
            node-even;   9;  0/1 0/2;              1 2
            zone-node;   6;  0 0 0 | 0;            1 1 1 | 3
            zone-node;   7;  0 0 | 0 0;            2 2 | 3 0
            zone-node;   2;  0 0 | 0 | 1;          1 0 | 0 | 1
            zone-node;   9;  0 0 | 0 0 | 0/1;      3 2 | 2 2 | 0
            zone-node;   9;  0 0 | 0 0 | 1!/1;     2 2 | 2 2 | 1
            zone-node;   2;  0 0 | 0 0 | 0/1;      1 0 | 1 0 | 0
            zone-pod;    6;  0 0 0 | 0;            1 1 1 | 3
            zone-pod;    7;  0 0 | 0 0;            2 2 | 2 1
            zone-pod;    11; 5! | 5! | 0;          6 | 5 | 0
            zone-pod;    12; 5! | 4! | 0;          5 | 4 | 3
            zone-pod;    9;  4! | 0 | 0;           4 | 3 | 2
            zone-pod;    10; 8! | 0 | 0;           10 | 0 | 0
            zone-node;   9;  2! 2! | 2! 2! | 0;    3 2 | 2 2 | 0
            zone-node;   6;  3! 0 0 | 0/1 | 0/1;   3 3 0 | 0 | 0
            node-even;   9;  4! | 4! | 0;          5 | 4 | 0
            node-even;   7;  2! 3! | 0;            2 3 | 2
            node-even;   7;  2! 3! | 0 0 0 0;      2 3 | 1 1 0 0
            pod-even;    5;  0 0 0 | 0;            1 1 1 | 2
            pod-even;    1;  0 1 0;                0 1 0
            pod-even;    4;  0 1/1 0/1;            2 1 1
            single-node; 5;  0 0 0 | 0;            1 1 1 | 2
            """)
    void plans(String model, int pods, String nodes, String planned) {
        List<Site> sites = sites(nodes);

        assertThat(picture(sites, plan(model, pods, sites).pods())).isEqualTo(planned);
    }

    @Test
    void nineteenNodesRatherThanTwentyForThirtyNinePods() {
        Plan plan = plan("node-even", 39, empty(12, 6, 2));

        assertThat(plan.split().servingNodes()).isEqualTo(19);
        assertThat(plan.split().servingZones()).isEqualTo(3);
        assertThat(plan.imbalance()).isEqualTo(39.0 / 38, within(1e-9));
        assertThat(Arrays.stream(plan.pods()).max()).hasValue(3);
    }

    @Test
    void whatFitsNowhereIsNotPlanned() {
        Plan plan = plan("node-even", 5, sites("0/1 0/2"));

        assertThat(plan.pods()).containsExactly(1, 2);
        assertThat(plan.unplanned()).isEqualTo(2);
        assertThat(plan("zone-node", 3, List.of()).unplanned()).isEqualTo(3);
        assertThat(plan("node-even", 0, empty(2)).pods()).containsExactly(0, 0);
    }

    @Test
    void withoutASingleZonePodsStayWhereTheyAre() {
        List<Site> sites = List.of(new Site(Site.NO_ZONE, 9, 0), new Site(Site.NO_ZONE, 9, 1));

        assertThat(plan("zone-node", 1, sites).pods()).containsExactly(0, 1);
    }

    @Test
    void nodesOutsideOfAllZonesArePlannedForWhereZonesAreNothing() {
        List<Site> sites = List.of(new Site(Site.NO_ZONE, 9, 0), new Site(Site.NO_ZONE, 9, 1, 1), new Site(0, 9, 0));

        assertThat(plan("node-even", 3, sites).pods()).containsExactly(1, 1, 1);
        assertThat(plan("zone-node", 3, sites).pods()).containsExactly(0, 1, 2);
        assertThat(plan("zone-node", 2, sites.subList(0, 2)).pods()).containsExactly(1, 1);
    }

    @Test
    void theDistanceIsWhatNodesLack() {
        Plan plan = plan("node-even", 4, empty(2));

        assertThat(plan.distance(new int[] {2, 2})).isZero();
        assertThat(plan.distance(new int[] {3, 1})).isEqualTo(1);
        assertThat(plan.distance(new int[] {0, 0})).isEqualTo(4);
    }

    @Test
    void aPlanIsKeptUntilItHoldsNoLonger() {
        KeptPlan keeper = new KeptPlan(PLANNER);
        TrafficModel model = new TrafficModel.NodeEven();

        Plan first = keeper.plan(model, 4, sites("0 0 | 0"));
        assertThat(keeper.plan(model, 4, sites("1! 0 | 0"))).isSameAs(first);
        assertThat(keeper.plan(model, 4, sites("1!/5 0 | 0/3"))).isSameAs(first);
        assertThat(keeper.timesSolved()).isEqualTo(1);

        assertThat(keeper.plan(model, 4, sites("1!/5 1!/5 | 0/3")).pods()).containsExactly(2, 1, 1);
        assertThat(keeper.plan(model, 5, sites("1!/5 1!/5 | 0/3")).pods()).containsExactly(2, 2, 1);
        assertThat(keeper.timesSolved()).isEqualTo(3);
    }

    @Test
    void fewerPodsThanStayIsNoQuestion() {
        assertThatIllegalArgumentException().isThrownBy(() -> plan("node-even", 1, sites("2!")));
    }

    @ParameterizedTest
    @CsvSource({"0, 1.1", "1.01, 1.1", "0.6, 0.99", "NaN, 1.1", "0.6, NaN"})
    void settingsThatMeanNothingAreRefused(double ratio, double imbalance) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PlanSettings(ratio, imbalance));
    }

    private static Plan plan(String model, int pods, List<Site> sites) {
        return PLANNER.plan(TrafficModel.of(model).orElseThrow(), pods, sites);
    }
}
