package dev.evenkeel.planner;

import static dev.evenkeel.planner.SitePicture.empty;
import static dev.evenkeel.planner.SitePicture.picture;
import static dev.evenkeel.planner.SitePicture.sites;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final Planner PLANNER = new Planner(PlanSettings.DEFAULTS);

    /** Model, number of pods, nodes and plan, drawn as in {@link SitePicture}. */
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
    void plansAsDrawn(String model, int pods, String nodes, String planned) {
        List<Site> sites = sites(nodes);

        assertThat(picture(sites, plan(model, pods, sites).pods())).isEqualTo(planned);
    }

    @Test
    void servesNineteenNodesRatherThanTwentyForThirtyNinePods() {
        Plan plan = plan("node-even", 39, empty(12, 6, 2));

        assertThat(plan.split().servingNodes()).isEqualTo(19);
        assertThat(plan.split().servingZones()).isEqualTo(3);
        assertThat(plan.imbalance()).isEqualTo(39.0 / 38, within(1e-9));
        assertThat(Arrays.stream(plan.pods()).max()).hasValue(3);
    }

    /** Many pods in many zones are distributed in lots; the last free slots are smaller than a lot. */
    @ParameterizedTest
    @CsvSource({
        "zone-node, 3, 100, 2465",
        "zone-node, 20, 100, 1109",
        "zone-node, 100, 400, 2323",
        "zone-pod, 20, 100, 1109"
    })
    void plansAllPodsIfOneSlotIsLeft(String model, int zones, int nodes, int room) {
        List<Site> sites = IntStream.range(0, nodes)
                .mapToObj(node -> new Site(node % zones, room / nodes + (node < room % nodes ? 1 : 0), 0))
                .toList();

        assertThat(plan(model, room - 1, sites).unplanned()).isZero();
        assertThat(plan(model, room, sites).unplanned()).isZero();
        assertThat(plan(model, room * 9 / 10, sites).unplanned()).isZero();
    }

    /** Questions that a Service's owner can cause by mistake or with intent. */
    @ParameterizedTest
    @CsvSource({
        "zone-node, 5000, 5000, 3000", "zone-node, 5000, 200, 3000", "zone-pod, 5000, 200, 3000",
        "zone-node, 5000, 3, 20000000", "zone-pod, 5000, 200, 20000000", "node-even, 5000, 3, 20000000",
        "node-even, 3, 3, 20000000", "pod-even, 5000, 3, 20000000"
    })
    void keepsToItsBudgetOfSteps(String model, int nodes, int zones, int pods) {
        List<Site> free = IntStream.range(0, nodes)
                .mapToObj(node -> new Site(node % zones, pods, 0))
                .toList();
        List<Site> narrow = IntStream.range(0, nodes)
                .mapToObj(node ->
                        new Site(node % zones, node % 7 == 0 ? 2 : 110, node % 3 == 0 ? 1 : 0, node % 3 == 0 ? 1 : 0))
                .toList();

        for (List<Site> sites : List.of(free, narrow)) {
            Effort effort = new Effort();
            Plan plan = PLANNER.plan(TrafficModel.of(model).orElseThrow(), pods, sites, effort);
            assertThat(effort.spent()).isLessThanOrEqualTo(Effort.MOST);
            assertThat(Arrays.stream(plan.pods()).sum() + plan.unplanned()).isEqualTo(pods);
        }
    }

    @Test
    void plansCoarselyIfTheQuestionIsTooLarge() {
        List<Site> late = IntStream.range(0, 5_000)
                .mapToObj(node -> new Site(node % 200, 110, node % 200 < 40 ? 2 : 0, node % 200 < 40 ? 2 : 0))
                .toList();

        Plan plan = plan("zone-node", 2_010, late);

        assertThat(plan.isCoarse()).isTrue();
        assertThat(plan.imbalance()).isLessThan(1.1);
        assertThat(plan("zone-node", 2_000, empty(1_000, 2_000, 1_500)).isCoarse())
                .isFalse();
        assertThat(plan(
                                "zone-node",
                                600,
                                empty(IntStream.range(0, 200).map(zone -> 5).toArray()))
                        .isCoarse())
                .isFalse();
    }

    @Test
    void leavesPodsUnplannedThatFitNowhere() {
        Plan plan = plan("node-even", 5, sites("0/1 0/2"));

        assertThat(plan.pods()).containsExactly(1, 2);
        assertThat(plan.unplanned()).isEqualTo(2);
        assertThat(plan("zone-node", 3, List.of()).unplanned()).isEqualTo(3);
        assertThat(plan("node-even", 0, empty(2)).pods()).containsExactly(0, 0);
    }

    @Test
    void leavesPodsWhereTheyAreWithoutASingleZone() {
        List<Site> sites = List.of(new Site(Site.NO_ZONE, 9, 0), new Site(Site.NO_ZONE, 9, 1));

        assertThat(plan("zone-node", 1, sites).pods()).containsExactly(0, 1);
    }

    @Test
    void plansForNodesOutsideOfAllZonesIfZonesDoNotMatter() {
        List<Site> sites = List.of(new Site(Site.NO_ZONE, 9, 0), new Site(Site.NO_ZONE, 9, 1, 1), new Site(0, 9, 0));

        assertThat(plan("node-even", 3, sites).pods()).containsExactly(1, 1, 1);
        assertThat(plan("zone-node", 3, sites).pods()).containsExactly(0, 1, 2);
        assertThat(plan("zone-node", 2, sites.subList(0, 2)).pods()).containsExactly(1, 1);
    }

    @Test
    void keepsAPlanWhileItHolds() {
        KeptPlan keeper = new KeptPlan(PLANNER);
        TrafficModel model = new TrafficModel.NodeEven();

        Plan first = keeper.plan(model, 4, sites("0 0 | 0"));
        assertThat(keeper.plan(model, 4, sites("1! 0 | 0"))).isSameAs(first);
        assertThat(keeper.plan(model, 4, sites("1!/5 0 | 0/3"))).isSameAs(first);
        assertThat(keeper.holds(model, 4, sites("1!/5 1!/5 | 0/3"))).isFalse();
        assertThat(keeper.holds(model, 5, sites("1!/5 0 | 0/3"))).isFalse();

        assertThat(keeper.plan(model, 4, sites("1!/5 1!/5 | 0/3")).pods()).containsExactly(2, 1, 1);
        assertThat(keeper.plan(model, 5, sites("1!/5 1!/5 | 0/3")).pods()).containsExactly(2, 2, 1);
    }

    @Test
    void refusesFewerPodsThanArePinned() {
        assertThatIllegalArgumentException().isThrownBy(() -> plan("node-even", 1, sites("2!")));
    }

    @ParameterizedTest
    @CsvSource({"0, 1.1", "1.01, 1.1", "0.6, 0.99", "NaN, 1.1", "0.6, NaN"})
    void refusesSettingsOutOfRange(double ratio, double imbalance) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PlanSettings(ratio, imbalance));
    }

    private static Plan plan(String model, int pods, List<Site> sites) {
        return PLANNER.plan(TrafficModel.of(model).orElseThrow(), pods, sites);
    }
}
