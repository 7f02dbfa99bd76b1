package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.NodePicture.node;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.ServiceOutlook;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceView;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pods with {@code evenkeel.dev/balance: on} go where the plans of their Services want them. */
class BalanceTest {
    private static final String DEPLOYMENT = "deployment";

    /** A Service over {@code app=web} whose balancer gives each node the same. */
    private static Service service(String name) {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                name,
                1,
                Labels.NONE,
                Labels.of("app", "web"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    private static Workload workload(String uid, int pods) {
        return workload(uid, pods, 1);
    }

    private static Workload workload(String uid, int pods, long version) {
        return new Workload(
                uid, PodPicture.DEFAULT_NAMESPACE, version, Labels.of("app", "web"), pods, Optional.empty());
    }

    private static Workload revision(String uid, long number, int pods) {
        return new Workload(
                uid,
                PodPicture.DEFAULT_NAMESPACE,
                1,
                Labels.of("app", "web"),
                pods,
                Optional.of(new Workload.Revision(DEPLOYMENT, number)));
    }

    private static PodPicture web(int number) {
        return pod("web-" + number).annotated(Annotations.BALANCE, "on").controlledBy("set");
    }

    private static List<PodPicture> webs(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(BalanceTest::web).toList();
    }

    /** Where kube-scheduler takes the pod if scores decide. */
    private static String choose(ClusterPicture cluster, PodPicture pod) {
        List<String> offered = cluster.filter(pod).names().stream().sorted().toList();
        ClusterPicture.Scored scored = cluster.score(pod);
        int most = offered.stream().mapToInt(scored::of).max().orElseThrow();
        return offered.stream()
                .filter(node -> scored.of(node) == most)
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> counts(ClusterPicture cluster) {
        return cluster.arbiter().cluster().nodes().stream()
                .mapToObj(node -> cluster.arbiter().cluster().podsOn(node).size())
                .sorted()
                .toList();
    }

    @Test
    void aNodeThatLacksPodsScoresBest() {
        cluster("a: b: c: d:")
                .shows(service("web"))
                .shows(workload("set", 6))
                .shows(web(1))
                .filter(web(1))
                .offersEverything()
                .cluster()
                .score(web(1))
                .scoresAndOneBest("a:7 b:7 c:7 d:0");
    }

    @Test
    void aNodeThatHasItsPodsScoresBetterThanOneThatShallHaveNone() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(workload("set", 6));
        cluster.place(web(1), "a").isGranted();
        cluster.place(web(2), "a").isGranted();

        cluster.filter(web(3)).cluster().score(web(3)).scoresAndOneBest("a:3 b:7 c:7 d:0");
    }

    @Test
    void preferredTermsDecideAmongEquals() {
        PodPicture choosy = web(1).spread("preferred zone");
        cluster("a/z1: b/z2: c/z1: d/z2:")
                .shows(service("web"))
                .shows(workload("set", 4))
                .shows(web(2).on("b"))
                .filter(choosy)
                .cluster()
                .score(choosy)
                .scoresAndOneBest("a:9 b:3 c:9 d:7");
    }

    @Test
    void scoresZeroWithoutAServiceThatSelectsThePod() {
        cluster("a: b:").shows(web(1)).filter(web(1)).cluster().score(web(1)).scores("a:0 b:0");
        cluster("a: b:")
                .shows(service("web"))
                .serviceGone("web")
                .filter(web(1))
                .cluster()
                .score(web(1))
                .scores("a:0 b:0");
        cluster("a: b:")
                .shows(service("web"))
                .filter(pod("web-1"))
                .cluster()
                .score(pod("web-1"))
                .scores("a:0 b:0");
    }

    @Test
    void podsThatComeOneByOneFillThePlan() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(workload("set", 6));
        for (PodPicture pod : webs(1, 6)) {
            cluster.shows(pod);
            cluster.bind(pod, choose(cluster, pod)).isGranted();
        }

        assertThat(counts(cluster)).containsExactly(0, 2, 2, 2);
    }

    /** Two workloads want as many as a number holds. */
    @Test
    void replicasByMistakeFillTheNodesAndNoMore() {
        ClusterPicture cluster = cluster("a:1 b: c: d:")
                .shows(service("web"))
                .shows(workload("set", Integer.MAX_VALUE))
                .shows(workload("other", Integer.MAX_VALUE));
        cluster.shows(web(9)).filter(web(9)).offersEverything();

        cluster.score(web(9)).scoresAndOneBest("a:7 b:7 c:7 d:7");

        ServiceReading reading = cluster.serviceReports()
                .explain(PodPicture.DEFAULT_NAMESPACE, "web")
                .orElseThrow();
        assertThat(reading).isInstanceOfSatisfying(ServiceReading.Concerned.class, concerned -> {
            ServiceOutlook outlook = new ServiceOutlook(concerned.view(), new Planner(PlanSettings.DEFAULTS));
            assertThat(concerned.view().pods().expected()).isEqualTo(Integer.MAX_VALUE);
            assertThat(outlook.plan().pods()).containsExactly(40, 40, 40, 40);
            assertThat(outlook.fromScratch().pods()).containsExactly(40, 40, 40, 40);
            assertThat(outlook.spreading().pods()).containsExactly(40, 40, 40, 40);
        });
    }

    @Test
    void aBurstFillsThePlanBeforeAnythingIsBound() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(workload("set", 6));
        webs(1, 6).forEach(cluster::shows);
        List<String> chosen = new ArrayList<>();
        webs(1, 6).forEach(pod -> chosen.add(choose(cluster, pod)));
        IntStream.range(0, 6)
                .forEach(i -> cluster.bind(web(i + 1), chosen.get(i)).isGranted());

        assertThat(counts(cluster)).containsExactly(0, 2, 2, 2);
    }

    @Test
    void aBurstFillsThePlanThoughItsPodsAreFirstSeenByFilter() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(workload("set", 6));
        List<String> chosen = new ArrayList<>();
        webs(1, 6).forEach(pod -> chosen.add(choose(cluster, pod)));
        IntStream.range(0, 6)
                .forEach(i -> cluster.bind(web(i + 1), chosen.get(i)).isGranted());

        assertThat(counts(cluster)).containsExactly(0, 2, 2, 2);
    }

    @Test
    void keepsFromOthersTheRoomThatAPlanStillNeeds() {
        Labels api = Labels.of("app", "api");
        ClusterPicture cluster = cluster("a: b: c:")
                .shows(service("web"))
                .shows(workload("set", 3))
                .shows(new Service(
                        PodPicture.DEFAULT_NAMESPACE,
                        "api",
                        1,
                        Labels.NONE,
                        api,
                        Service.Exposure.LOAD_BALANCER,
                        true,
                        Optional.empty(),
                        false))
                .shows(new Workload("apis", PodPicture.DEFAULT_NAMESPACE, 1, api, 3, Optional.empty()));
        for (int i = 1; i <= 39; i++) {
            cluster.shows(pod("db-" + i).on("a"));
        }
        cluster.filter(web(1)).cluster().score(web(1)).scoresAndOneBest("a:7 b:7 c:7");
        PodPicture first = pod("api-1")
                .annotated(Annotations.BALANCE, "on")
                .label("app", "api")
                .controlledBy("apis");

        cluster.filter(first).cluster().score(first).scoresAndOneBest("a:0 b:7 c:7");
        cluster.workloadGone("set").gone(web(1)).score(first).scoresAndOneBest("a:7 b:7 c:7");
    }

    @Test
    void keepsNoRoomFromPodsOfBothServices() {
        ClusterPicture cluster = cluster("a: b:").shows(service("web")).shows(service("web-udp"));
        for (int i = 1; i <= 38; i++) {
            cluster.shows(pod("db-" + i).on("a")).shows(pod("dc-" + i).on("b"));
        }
        webs(1, 4).forEach(cluster::shows);

        cluster.filter(web(1)).cluster().score(web(1)).scoresAndOneBest("a:7 b:7");
    }

    @Test
    void podsWhereTheBalancerDoesNotSendToAreNoPartOfThePlan() {
        ClusterPicture cluster = cluster("a: b: c: d:")
                .shows(node("x").label("node.kubernetes.io/exclude-from-external-load-balancers", ""))
                .shows(service("web"))
                .shows(workload("set", 8))
                .shows(web(1).on("x"));
        for (PodPicture pod : webs(2, 8)) {
            cluster.shows(pod);
            cluster.bind(pod, choose(cluster, pod)).isGranted();
        }

        assertThat(counts(cluster)).containsExactly(0, 1, 2, 2, 3);
    }

    @Test
    void aGroupOfWhichAllRulesSpeakIsHadOnce() {
        ClusterPicture cluster = cluster("a/z1: b/z1: c/z2: d/z2: e/z3:")
                .shows(service("web"))
                .shows(workload("set", 3))
                .shows(workload("canary", 3));
        List<PodPicture> pods = new ArrayList<>();
        webs(1, 3).forEach(pod -> pods.add(pod.spread("required")));
        webs(4, 6)
                .forEach(pod -> pods.add(
                        pod.spread("required host, required zone max 3").controlledBy("canary")));
        pods.forEach(cluster::shows);

        cluster.filter(pods.getFirst()).cluster().score(pods.getFirst());
        ServiceReading reading = cluster.serviceReports()
                .explain(PodPicture.DEFAULT_NAMESPACE, "web")
                .orElseThrow();
        assertThat(reading)
                .isInstanceOfSatisfying(
                        ServiceReading.Concerned.class,
                        concerned -> assertThat(concerned.view().nodes().each())
                                .allSatisfy(node ->
                                        assertThat(node.planned().orElse(0)).isLessThan(2)));
    }

    @Test
    void twoWorkloadsShareOnePlan() {
        ClusterPicture cluster = cluster("a: b: c: d:")
                .shows(service("web"))
                .shows(workload("set", 3))
                .shows(workload("canary", 3));
        List<PodPicture> pods = new ArrayList<>(webs(1, 3));
        webs(4, 6).forEach(pod -> pods.add(pod.label("track", "canary").controlledBy("canary")));
        for (PodPicture pod : pods) {
            cluster.shows(pod);
            cluster.bind(pod, choose(cluster, pod)).isGranted();
        }

        assertThat(counts(cluster)).containsExactly(0, 2, 2, 2);
    }

    // Both workloads are scaled at once: what one is about to take away counts no more for where the other's pods go.
    @Test
    void podsThatGoNextByTheirCostsAreNoPartOfThePlan() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(service("web"))
                .shows(workload("set", 2))
                .shows(workload("canary", 2))
                .shows(costing(web(1).on("a"), "-2"))
                .shows(costing(web(2).on("a"), "-1"))
                .shows(web(3).on("b"))
                .shows(web(4).on("b"));
        PodPicture first = web(5).controlledBy("canary");
        PodPicture second = web(6).controlledBy("canary");

        cluster.shows(first).bind(first, choose(cluster, first)).isGranted();
        cluster.shows(second).bind(second, choose(cluster, second)).isGranted();

        assertThat(podsOn(cluster, "a")).contains("web-5", "web-6");
    }

    @Test
    void ignoresDeletionCostsOfAnotherWriter() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(service("web"))
                .shows(workload("set", 1))
                .shows(web(1).on("a").annotated(Annotations.DELETION_COST, "-1"))
                .shows(web(2).on("b"));

        assertThat(leaving(cluster)).containsExactly(0, 0);
    }

    @Test
    void unreadyPodsGoBeforeThoseWithTheLowestCosts() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(service("web"))
                .shows(workload("set", 2))
                .shows(costing(web(1).on("a"), "-1"))
                .shows(web(2).on("b"))
                .shows(web(3).on("b").notReady());

        assertThat(leaving(cluster)).containsExactly(0, 0);
        assertThat(leaving(cluster.shows(workload("set", 1, 2)))).containsExactly(1, 0);
    }

    private static PodPicture costing(PodPicture pod, String cost) {
        return pod.annotated(Annotations.DELETION_COST, cost).annotated(Annotations.WRITTEN_COST, cost);
    }

    /** By node, the pods of the Service that are on the way out. */
    private static List<Integer> leaving(ClusterPicture cluster) {
        ServiceReading reading = cluster.serviceReports()
                .explain(PodPicture.DEFAULT_NAMESPACE, "web")
                .orElseThrow();
        return ((ServiceReading.Concerned) reading)
                .view().nodes().each().stream()
                        .sorted(Comparator.comparing(standing -> standing.node().name()))
                        .map(ServiceView.NodeRow::leaving)
                        .toList();
    }

    private static List<String> podsOn(ClusterPicture cluster, String node) {
        int number = cluster.arbiter().cluster().table().number(node);
        return cluster.arbiter().cluster().podsOn(number).stream()
                .map(entry -> entry.pod().id().name())
                .toList();
    }

    @Test
    void aRollOutIsPlannedForItsEnd() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(revision("old", 1, 6));
        List<PodPicture> old = IntStream.rangeClosed(1, 6)
                .mapToObj(i ->
                        pod("old-" + i).label("app", "web").controlledBy("old").on(i <= 3 ? "a" : i <= 5 ? "b" : "c"))
                .toList();
        old.forEach(cluster::shows);
        cluster.shows(revision("set", 2, 6));
        for (int i = 0; i < 6; i++) {
            PodPicture pod = web(i + 1);
            cluster.shows(pod);
            cluster.bind(pod, choose(cluster, pod)).isGranted();
            cluster.gone(old.get(i));
        }

        assertThat(counts(cluster)).containsExactly(0, 2, 2, 2);
    }

    @Test
    void aNodeWithoutRoomIsPlannedWithout() {
        ClusterPicture cluster = cluster("a: b: c:").shows(service("web")).shows(workload("set", 4));
        for (int i = 1; i <= 109; i++) {
            cluster.shows(pod("db-" + i).on("a"));
        }

        cluster.filter(web(1)).cluster().score(web(1)).scoresAndOneBest("a:0 b:7 c:7");
    }

    @Test
    void requiredRulesAreCapacities() {
        ClusterPicture cluster = cluster("a: b: c: d: e:").shows(service("web")).shows(workload("set", 3));
        webs(1, 3).forEach(pod -> cluster.shows(pod.spread("required")));
        List<String> chosen = new ArrayList<>();
        for (PodPicture pod : webs(1, 3)) {
            ClusterPicture.Offered offered = cluster.filter(pod.spread("required"));
            assertThat(offered.names()).hasSize(1);
            chosen.addAll(offered.names());
        }

        assertThat(chosen).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aPodThatIsFilteredAgainFindsItsOwnPlaceFree() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(workload("set", 3));
        webs(1, 3).forEach(pod -> cluster.shows(pod.spread("required")));
        List<String> before = new ArrayList<>();
        webs(1, 3)
                .forEach(pod ->
                        before.addAll(cluster.filter(pod.spread("required")).names()));

        List<String> again =
                List.copyOf(cluster.filter(web(2).spread("required")).names());
        assertThat(again).containsExactly(before.get(1));
    }

    @Test
    void forgetsNodesThatWereNoCandidatesForLong() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(service("web")).shows(workload("set", 2));
        cluster.filter(web(1)).cluster().score(web(1)).scoresAndOneBest("a:7 b:7 c:0 d:0");
        cluster.afterSeconds(601);
        cluster.filter(web(1), "c", "d").cluster().score(web(1)).scoresAndOneBest("a:0 b:0 c:7 d:7");
    }

    @Test
    void parsesTheBalanceAnnotationOrSaysWhatWasExpected() {
        cluster("a:")
                .filter(pod("web").annotated(Annotations.BALANCE, "yes"))
                .offersNothing()
                .says("evenkeel.dev/balance \"yes\": expected on or off at character 1");
        assertThat(pod("web").annotated(Annotations.BALANCE, "off").info().ask())
                .isEqualTo(new ParsedRule.Nothing());
    }

    @Test
    void parsesWhatARulePrints() {
        PodPicture balanced = pod("web").annotated(Annotations.BALANCE, "on");
        ParsedRule.Ruled ruled = (ParsedRule.Ruled) balanced.info().ask();

        assertThat(ruled.rule().print()).isEqualTo(Labels.of(Annotations.BALANCE, "on"));
    }
}
