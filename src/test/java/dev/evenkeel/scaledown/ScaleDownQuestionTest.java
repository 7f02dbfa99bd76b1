package dev.evenkeel.scaledown;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.placement.ClusterPicture;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.DeletionCost;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which pods of a cluster get which deletion costs. */
class ScaleDownQuestionTest {
    private static final DeletionCosts COSTS = new DeletionCosts(PlanSettings.DEFAULTS);
    private static final String WEB = PodPicture.DEFAULT_NAMESPACE + "/web";

    private static Service service(String name, Labels annotations) {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                name,
                1,
                annotations,
                Labels.of("app", "web"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    private static Service service(String name) {
        return service(name, Labels.NONE);
    }

    private static Workload set(String uid, boolean honorsDeletionCost) {
        return new Workload(
                uid,
                PodPicture.DEFAULT_NAMESPACE,
                1,
                Labels.of("app", "web"),
                4,
                Optional.empty(),
                honorsDeletionCost,
                uid);
    }

    private static PodPicture web(int number, String node) {
        return pod("web-" + number)
                .annotated(Annotations.BALANCE, "on")
                .controlledBy("set")
                .on(node);
    }

    private static PodPicture costing(PodPicture pod, int cost) {
        return pod.annotated(Annotations.DELETION_COST, String.valueOf(cost))
                .annotated(Annotations.WRITTEN_COST, String.valueOf(cost));
    }

    /** Two nodes with two pods each. */
    private static ClusterPicture four(String drawing) {
        return cluster(drawing)
                .shows(service("web"))
                .shows(set("set", true))
                .shows(web(1, "a"))
                .shows(web(2, "b"))
                .shows(web(3, "a"))
                .shows(web(4, "b"));
    }

    private static Map<String, String> costs(ClusterPicture cluster) {
        Map<String, String> costs = new TreeMap<>();
        COSTS.changes(cluster.scaleDown().question(WEB))
                .forEach(change -> costs.put(
                        change.pod().name(), change.cost().map(String::valueOf).orElse("none")));
        return costs;
    }

    @Test
    void ordersNoPodsOfAServiceWithoutSelector() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(new Service(
                        PodPicture.DEFAULT_NAMESPACE,
                        "web",
                        1,
                        Labels.NONE,
                        Labels.NONE,
                        Service.Exposure.LOAD_BALANCER,
                        true,
                        Optional.empty(),
                        false))
                .shows(set("set", true))
                .shows(web(1, "a"))
                .shows(web(2, "a"));

        assertThat(cluster.scaleDown().services()).isEmpty();
        assertThat(costs(cluster)).isEmpty();
    }

    // Without both pods of one node, traffic is even again.
    @Test
    void givesTheLowestCostToTheFirstPod() {
        assertThat(costs(four("a: b:"))).containsExactlyInAnyOrderEntriesOf(Map.of("web-1", "-400", "web-2", "-300"));
        assertThat(costs(four("a: b: c:").shows(web(5, "c"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of("web-5", "-500", "web-1", "-400", "web-2", "-300"));
    }

    @Test
    void removesPodsOfAllWorkloadsFromTheSameNodeFirst() {
        ClusterPicture cluster = cluster("a: b: c: d:")
                .shows(service("web"))
                .shows(set("set", true))
                .shows(set("canary", true));
        for (String node : List.of("a", "b", "c", "d")) {
            cluster.shows(pod("web-" + node)
                            .annotated(Annotations.BALANCE, "on")
                            .controlledBy("set")
                            .on(node))
                    .shows(pod("canary-" + node)
                            .label("app", "web")
                            .annotated(Annotations.BALANCE, "on")
                            .controlledBy("canary")
                            .on(node));
        }

        assertThat(costs(cluster)).hasSize(4).containsEntry("web-a", "-400").containsEntry("canary-a", "-400");
    }

    @Test
    void doesNotWriteACostThatIsRightAgain() {
        ClusterPicture cluster = four("a: b:").shows(costing(web(1, "a").version(2), -400));

        assertThat(costs(cluster)).containsExactlyInAnyOrderEntriesOf(Map.of("web-2", "-300"));
    }

    @Test
    void removesPodsWithoutTrafficFirst() {
        ClusterPicture cluster =
                four("a: b:").shows(NodePicture.node("b").version(2).label(Balancers.EXCLUDED_NODE, ""));

        assertThat(costs(cluster)).containsExactlyInAnyOrderEntriesOf(Map.of("web-2", "-400", "web-4", "-300"));
    }

    @Test
    void ordersOnlyBalancedPodsThatStay() {
        ClusterPicture cluster = four("a: b:")
                .shows(web(1, "a").version(2).terminating())
                .shows(pod("web-2").version(2).controlledBy("set").on("b"))
                .shows(web(5, "b").controlledBy("elsewhere"));

        assertThat(costs(cluster)).containsOnlyKeys("web-4");
    }

    @Test
    void ordersNoPodsOfAStatefulSet() {
        assertThat(costs(four("a: b:").workloadGone("set").shows(set("set", false))))
                .isEmpty();
    }

    @Test
    void leavesPodsAloneThatARollOutReplaces() {
        ClusterPicture cluster = four("a: b:")
                .shows(costing(web(1, "a").version(2), -7))
                .shows(revision("set", 2, 1))
                .shows(revision("next", 1, 2));

        assertThat(costs(cluster)).isEmpty();
        assertThat(cluster.scaleDown().strayCosts(false)).isEmpty();
    }

    private static Workload revision(String uid, long version, long number) {
        return new Workload(
                uid,
                PodPicture.DEFAULT_NAMESPACE,
                version,
                Labels.of("app", "web"),
                4,
                Optional.of(new Workload.Revision("deployment", number)));
    }

    @Test
    void leavesAnotherWritersCostAlone() {
        ClusterPicture cluster = four("a: b:").shows(web(1, "a").version(2).annotated(Annotations.DELETION_COST, "7"));

        assertThat(costs(cluster)).doesNotContainKey("web-1").isNotEmpty();
        assertThat(cluster.scaleDown().question(WEB).foreign())
                .extracting(PodId::name)
                .containsExactly("web-1");
        assertThat(cluster.scaleDown().strayCosts(true)).isEmpty();
    }

    @Test
    void ordersByAllServicesOfAPod() {
        ClusterPicture cluster =
                four("a/z1: b/z2:").shows(service("api", Labels.of("evenkeel.dev/traffic-model", "zone-pod")));

        assertThat(cluster.scaleDown().question(WEB).workloads())
                .singleElement()
                .satisfies(workload -> assertThat(workload.views())
                        .extracting(view -> view.model().word())
                        .containsExactly("zone-pod", "node-even"));
    }

    @Test
    void ordersNothingIfTrafficIsEvenAnyhow() {
        ClusterPicture cluster = four("a: b:")
                .shows(service("web", Labels.of("evenkeel.dev/traffic-model", "pod-even")))
                .shows(costing(web(1, "a").version(2), -400));

        assertThat(cluster.scaleDown().services()).isEmpty();
        assertThat(costs(cluster)).isEmpty();
        assertThat(cluster.scaleDown().strayCosts(false))
                .extracting(CostChange::pod)
                .extracting(PodId::name)
                .containsExactly("web-1");
    }

    @Test
    void findsAllCostsThatItWrote() {
        ClusterPicture cluster = four("a: b:")
                .shows(costing(web(1, "a").version(2), -400))
                .shows(web(2, "b")
                        .version(2)
                        .annotated(Annotations.DELETION_COST, "7")
                        .annotated(Annotations.WRITTEN_COST, "-300"));

        assertThat(cluster.scaleDown().services()).isEqualTo(Set.of(WEB));
        assertThat(cluster.scaleDown().strayCosts(false)).isEmpty();
        assertThat(cluster.scaleDown().strayCosts(true))
                .extracting(CostChange::before)
                .containsExactlyInAnyOrder(new DeletionCost.Own(-400), new DeletionCost.Foreign(true));
    }

    @Test
    void voidsAChangeOnceThePodHasAnotherCost() {
        ClusterPicture cluster = four("a: b:");
        List<CostChange> changes = COSTS.changes(cluster.scaleDown().question(WEB));
        assertThat(cluster.scaleDown().versionFor(changes.getFirst())).hasValue(1);

        cluster.shows(web(1, "a").version(2));
        assertThat(cluster.scaleDown().versionFor(changes.getFirst())).hasValue(2);

        cluster.shows(web(1, "a").version(3).annotated(Annotations.DELETION_COST, "7"));
        assertThat(cluster.scaleDown().versionFor(changes.getFirst())).isEmpty();

        cluster.gone(web(2, "b"));
        assertThat(cluster.scaleDown().versionFor(changes.getLast())).isEmpty();
    }
}
