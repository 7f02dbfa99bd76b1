package dev.evenkeel.report;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.placement.ClusterPicture;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.ServiceOutlook.Closed;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Split;
import dev.evenkeel.traffic.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is reported of a Service and its traffic. */
class ServiceOutlookTest {
    private static final String DEPLOYMENT = "deployment";

    private final Planner planner = new Planner(PlanSettings.DEFAULTS);

    private static Service service(String name, String model, Service.Exposure exposure, boolean local, Labels pods) {
        Labels annotations = model.isEmpty() ? Labels.NONE : Labels.of(Balancers.OVERRIDE, model);
        return new Service(
                PodPicture.DEFAULT_NAMESPACE, name, 1, annotations, pods, exposure, local, Optional.empty(), false);
    }

    private static Service web(String model) {
        return service("web", model, Service.Exposure.LOAD_BALANCER, true, Labels.of("app", "web"));
    }

    private static Workload revision(String uid, long number, int pods) {
        return new Workload(
                uid,
                PodPicture.DEFAULT_NAMESPACE,
                1,
                Labels.of("app", "web"),
                pods,
                Optional.of(new Workload.Revision(DEPLOYMENT, number)),
                true,
                "ReplicaSet " + uid);
    }

    private static PodPicture balanced(int number) {
        return pod("web-" + number).annotated(Annotations.BALANCE, "on").controlledBy("set");
    }

    private static ServiceReading read(ClusterPicture cluster) {
        return cluster.serviceReports()
                .explain(PodPicture.DEFAULT_NAMESPACE, "web")
                .orElseThrow();
    }

    private static ServiceView view(ClusterPicture cluster) {
        return ((ServiceReading.Concerned) read(cluster)).view();
    }

    private ServiceOutlook outlook(ClusterPicture cluster) {
        return new ServiceOutlook(view(cluster), planner);
    }

    /** By name of the node, how many pods an arrangement has there. */
    private static Map<String, Integer> byNode(ServiceView view, ServiceOutlook.Arrangement arrangement) {
        Map<String, Integer> pods = new TreeMap<>();
        for (int node = 0; node < arrangement.pods().length; node++) {
            pods.put(view.nodes().each().get(node).node().name(), arrangement.pods()[node]);
        }
        return pods;
    }

    private static Map<String, Closed> closed(ServiceView view, ServiceOutlook outlook) {
        Map<String, Closed> closed = new TreeMap<>();
        view.nodes()
                .each()
                .forEach(node -> outlook.closed(node)
                        .ifPresent(why -> closed.put(node.node().name(), why)));
        return closed;
    }

    @Test
    void plansToMoveABusierPod() {
        ServiceOutlook outlook = outlook(cluster("a:2 b:2 c:1").shows(web("")));

        assertThat(outlook.now().split().imbalance()).isEqualTo(5.0 / 3, within(1e-9));
        assertThat(outlook.now().split().ofNode(2)).isEqualTo(1.0 / 3, within(1e-9));
        assertThat(outlook.now().split().ofPodOn(0)).isEqualTo(1.0 / 6, within(1e-9));
        assertThat(outlook.plan().pods()).as("pods with a place keep it").containsExactly(2, 2, 1);
        assertThat(outlook.fromScratch().pods()).containsExactlyInAnyOrder(3, 2, 0);
        assertThat(outlook.fromScratch().split().imbalance()).isEqualTo(1.25, within(1e-9));
        assertThat(outlook.spreading().pods()).containsExactlyInAnyOrder(2, 2, 1);
        assertThat(outlook.distance(outlook.fromScratch())).isEqualTo(1);
    }

    @Test
    void takesZonesByTheLabelOfTheModel() {
        ClusterPicture cluster = cluster("a/z1:1 b/z1:1 c/z2:1 d:1").shows(web("zone-node"));
        ServiceOutlook outlook = outlook(cluster);
        Split split = outlook.now().split();

        assertThat(split.servingZones()).isEqualTo(2);
        assertThat(split.ofPodOn(0)).isEqualTo(0.25, within(1e-9));
        assertThat(split.ofPodOn(2)).isEqualTo(0.5, within(1e-9));
        assertThat(split.ofPodOn(3)).as("in no zone").isZero();
        assertThat(closed(view(cluster), outlook)).containsOnly(Map.entry("d", Closed.ZONELESS));
    }

    @Test
    void countsAsServingOnlyReadyPodsOnReachedNodes() {
        ClusterPicture cluster = cluster("a:1 b:1 c:web!")
                .shows(NodePicture.node("d").label(Balancers.EXCLUDED_NODE, ""))
                .shows(pod("web-7").on("b").notReady())
                .shows(pod("web-8").on("d"))
                .shows(web(""));
        cluster.place(pod("web-9").spread("preferred"), "a").isGranted();
        ServiceView view = view(cluster);
        ServiceOutlook outlook = outlook(cluster);

        assertThat(byNode(view, outlook.now())).isEqualTo(Map.of("a", 1, "b", 1, "c", 0, "d", 0));
        assertThat(view.pods().present()).isEqualTo(5);
        assertThat(view.nodes().each().get(2).leaving()).isEqualTo(1);
        assertThat(byNode(view, outlook.fromScratch())).containsEntry("d", 0);
        assertThat(outlook.distance(outlook.fromScratch()))
                .as("at least the one on d")
                .isPositive();
    }

    @Test
    void plansForTheEndOfARollOut() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(web(""))
                .shows(revision("old", 1, 2))
                .shows(revision("set", 2, 4))
                .shows(pod("web-1").controlledBy("old").on("a"))
                .shows(balanced(2).on("b"))
                .shows(balanced(3));
        ServiceView view = view(cluster);

        assertThat(view.pods().workloads()).containsExactly(new ServiceView.Wanted("ReplicaSet set", 4, 2));
        assertThat(view.pods())
                .extracting(
                        ServiceView.Pods::expected,
                        ServiceView.Pods::present,
                        ServiceView.Pods::waiting,
                        ServiceView.Pods::assigned,
                        ServiceView.Pods::balanced)
                .containsExactly(4, 2, 1, 0, 2);
        assertThat(byNode(view, outlook(cluster).now())).isEqualTo(Map.of("a", 1, "b", 1));
        assertThat(view.nodes().each().getFirst())
                .extracting(ServiceView.NodeRow::serving, ServiceView.NodeRow::pods, ServiceView.NodeRow::leaving)
                .containsExactly(1, 0, 1);
    }

    @Test
    void showsThePlanByWhichPodsArePlaced() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(web("")).shows(revision("set", 1, 6));
        cluster.shows(balanced(1)).shows(balanced(2));
        cluster.filter(balanced(1)).cluster().score(balanced(1));
        ServiceView view = view(cluster);

        assertThat(view.nodes().asked()).isEqualTo(4);
        assertThat(outlook(cluster).plan().pods()).containsExactlyInAnyOrder(2, 2, 2, 0);
        assertThat(view.pods().assigned()).isEqualTo(1);
        assertThat(view.nodes().each())
                .extracting(ServiceView.NodeRow::assigned)
                .contains(1);
        for (ServiceView.NodeRow node : view.nodes().each()) {
            boolean wanted = node.planned().orElseThrow() > 0;
            int score = cluster.score(balanced(2)).of(node.node().name());
            assertThat(score > 0).as(node.toString()).isEqualTo(wanted);
        }
    }

    @Test
    void changesNothing() {
        ClusterPicture looked = cluster("a: b: c: d:").shows(web("")).shows(revision("set", 1, 6));
        ClusterPicture alone = cluster("a: b: c: d:").shows(web("")).shows(revision("set", 1, 6));
        for (int i = 1; i <= 6; i++) {
            for (ClusterPicture each : List.of(looked, alone)) {
                each.shows(balanced(i)).filter(balanced(i));
            }
            read(looked);
            looked.serviceReports().lookAt(web(""));
            ClusterPicture.Scored scored = looked.score(balanced(i));
            ClusterPicture.Scored expected = alone.score(balanced(i));
            for (String node : List.of("a", "b", "c", "d")) {
                assertThat(scored.of(node)).as(node + " for the pod " + i).isEqualTo(expected.of(node));
            }
        }
    }

    @Test
    void saysWhyANodeGetsNoFurtherPod() {
        ClusterPicture cluster = cluster("gone:1 full:1 open:1")
                .shows(web(""))
                .shows(NodePicture.node("excluded").label(Balancers.EXCLUDED_NODE, ""))
                .shows(pod("web-7").on("excluded"))
                .cordoned("cordoned")
                .shows(pod("web-8").on("cordoned"))
                .nodeGone("gone");
        for (int i = 1; i <= 109; i++) {
            cluster.shows(pod("db-" + i).on("full"));
        }

        assertThat(closed(view(cluster), outlook(cluster)))
                .isEqualTo(Map.of(
                        "gone", Closed.GONE,
                        "full", Closed.FULL,
                        "excluded", Closed.UNREACHED,
                        "cordoned", Closed.CORDONED));
    }

    @Test
    void closesNodesByARequiredRule() {
        ClusterPicture cluster = cluster("a:web* b:web*").shows(web(""));
        cluster.place(balanced(7).spread("required"), "a");
        cluster.shows(NodePicture.node("c")).filter(balanced(7).spread("required"));
        ServiceView view = view(cluster);

        assertThat(closed(view, outlook(cluster))).isEqualTo(Map.of("a", Closed.RULED, "b", Closed.RULED));
        assertThat(outlook(cluster).fromScratch().pods()).containsExactly(1, 1, 1);
    }

    @Test
    void saysWhyAServiceNeedsNoPlan() {
        ClusterPicture cluster = cluster("a:2 b:1");

        assertThat(cluster.serviceReports().explain(PodPicture.DEFAULT_NAMESPACE, "web"))
                .isEmpty();
        assertThat(why(cluster, service("web", "", Service.Exposure.NONE, false, Labels.of("app", "web"))))
                .isEqualTo(ServiceReading.Why.NOT_EXPOSED);
        assertThat(why(cluster, service("web", "", Service.Exposure.NODE_PORT, false, Labels.of("app", "web"))))
                .isEqualTo(ServiceReading.Why.POLICY_CLUSTER);
        assertThat(why(cluster, service("web", "", Service.Exposure.NODE_PORT, true, Labels.NONE)))
                .isEqualTo(ServiceReading.Why.NO_SELECTOR);
        assertThat(ServiceReading.Why.NO_SELECTOR.label()).isEqualTo("no-selector");

        ServiceOutlook even = outlook(cluster.shows(web("pod-even")));
        assertThat(even.isPlanned()).isFalse();
        assertThat(even.now().split().imbalance()).isEqualTo(1, within(1e-9));
        assertThat(even.distance(even.fromScratch())).isZero();
    }

    private static ServiceReading.Why why(ClusterPicture cluster, Service service) {
        return ((ServiceReading.Unconcerned) read(cluster.shows(service))).why();
    }

    @Test
    void reportsAnOverrideThatNamesNoModel() {
        ServiceView view = view(cluster("a:1").shows(web("zone-nod")));

        assertThat(view.choice().model().word()).isEqualTo("node-even");
        assertThat(view.choice().problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("\"zone-nod\"", "zone-node"));
    }

    @Test
    void listsServicesByNameUpToALimit() {
        ClusterPicture cluster = cluster("a:");
        Labels pods = Labels.of("app", "web");
        for (String name : List.of("c", "a", "b")) {
            cluster.shows(service(name, "", Service.Exposure.LOAD_BALANCER, true, pods));
        }
        cluster.shows(service("aa", "", Service.Exposure.LOAD_BALANCER, false, pods));

        assertThat(names(cluster, 2)).containsExactly("a", "b");
        assertThat(cluster.arbiter().plans().catalog().concerned(2).leftOut()).isEqualTo(1);
        cluster.serviceGone("a").shows(service("b", "", Service.Exposure.NONE, false, pods));
        assertThat(names(cluster, 2)).containsExactly("c");
        assertThat(cluster.arbiter().plans().catalog().concerned(2).leftOut()).isZero();
    }

    private static List<String> names(ClusterPicture cluster, int most) {
        return cluster.arbiter().plans().catalog().concerned(most).services().stream()
                .map(Service::name)
                .toList();
    }
}
