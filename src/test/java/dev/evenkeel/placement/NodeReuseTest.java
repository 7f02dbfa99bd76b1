package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.ClusterPicture.nominating;
import static dev.evenkeel.placement.NodePicture.node;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Scores;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node has gone, and another has its number: nothing that was said of the one is taken for the other. */
class NodeReuseTest {
    private static int number(ClusterPicture cluster, String node) {
        return cluster.arbiter().cluster().table().number(node);
    }

    /** The one goes, and the other comes with its number. */
    private static ClusterPicture replaced(ClusterPicture cluster, String one, String other) {
        int number = number(cluster, one);
        cluster.nodeGone(one).shows(node(other));
        assertThat(number(cluster, other)).as("the number of %s", other).isEqualTo(number);
        return cluster;
    }

    private static Candidates asked(ClusterPicture cluster, String... names) {
        NodeTable table = cluster.arbiter().cluster().table();
        NodeSet nodes = new NodeSet();
        for (String name : names) {
            nodes.add(table.number(name));
        }
        return new Candidates(nodes, 0, table.generation());
    }

    private static Offer offer(ClusterPicture cluster, PodPicture pod, Candidates asked) {
        return cluster.arbiter().offer(pod.info(), asked, cluster.now());
    }

    @Test
    void offersNoNodeThatGotItsNumberAfterTheNamesWereLookedUp() {
        ClusterPicture cluster = cluster("a: b:");
        Candidates asked = asked(cluster, "a", "b");
        replaced(cluster, "a", "c");

        assertThat(offer(cluster, web(1), asked))
                .isInstanceOfSatisfying(
                        Offer.Some.class, some -> assertThat(some.nodes()).isEqualTo(NodeSet.of(number(cluster, "b"))));
    }

    @Test
    void asksAgainSoonIfAllCandidatesAreGoneBeforeTheAnswer() {
        ClusterPicture cluster = cluster("a:");
        Candidates asked = asked(cluster, "a");
        replaced(cluster, "a", "c");

        assertThat(offer(cluster, web(1), asked))
                .isInstanceOfSatisfying(
                        Offer.NotNow.class, not -> assertThat(not.reason()).isEqualTo(Reason.NODE_UNKNOWN));
    }

    @Test
    void scoresNoNodeThatGotItsNumberAfterTheNamesWereLookedUp() {
        ClusterPicture cluster = cluster("a: b:");
        Candidates asked = asked(cluster, "a", "b");
        replaced(cluster, "a", "c");

        Scores scores = cluster.arbiter().score(web(1).spread("preferred").info(), asked, cluster.now());

        assertThat(scores.of(number(cluster, "b"))).isEqualTo(Scores.BEST);
        assertThat(scores.of(number(cluster, "c"))).isEqualTo(Scores.WORST);
    }

    @Test
    void aNodeThatComesBackBeforeItsNumberIsGivenAwayHasItStill() {
        ClusterPicture cluster = cluster("a: b:");
        Candidates asked = asked(cluster, "a", "b");
        cluster.nodeGone("a").shows(node("a"));

        assertThat(offer(cluster, web(1), asked))
                .isInstanceOfSatisfying(
                        Offer.Some.class,
                        some -> assertThat(some.nodes())
                                .isEqualTo(NodeSet.of(number(cluster, "a"), number(cluster, "b"))));
    }

    @Test
    void keepsTheNumberOfANodeThatIsGoneAsLongAsAPodIsThere() {
        ClusterPicture cluster = cluster("a:web b:").nodeGone("a").shows(node("c"));

        assertThat(number(cluster, "a")).isNotEqualTo(number(cluster, "c"));
        cluster.filter(web(11), "c").offers("c");
    }

    @Test
    void theReservationOfAPodGroupDoesNotReachTheNewNodeUnclaimed() {
        ClusterPicture cluster = cluster("a: b:").shows(web(1).grouped()).shows(web(2).grouped());
        String reserved = cluster.filter(web(1).grouped()).names().iterator().next();
        cluster.filter(web(2).grouped());
        replaced(cluster, reserved, "c");

        cluster.filter(web(1).grouped()).offers("c");
        cluster.filter(web(3).grouped()).offersNothing();
    }

    @Test
    void aNodeThatWasSetAsideIsNotTakenForTheNewOne() {
        ClusterPicture cluster = cluster("a: b:").shows(web(1).nominated("a"));
        replaced(cluster, "a", "c").shows(web(2).nominated("c"));

        cluster.bind(web(1), "c").isRefused(Reason.SET_ASIDE);
        cluster.bind(web(2), "c").isGranted();
    }

    @Test
    void aNominationToANodeThatIsGoneIsClearedThoughAnotherHasItsNumber() {
        ClusterPicture cluster = nominatingTwo(3);
        Effect.Nominate first = cluster.nominations().getFirst();
        cluster.sends(first);
        replaced(cluster, first.node(), "f");

        assertThat(cluster.tick().cleared())
                .extracting(clear -> clear.pod().name())
                .containsExactly(first.pod().name());
    }

    @Test
    void nominatesNoPodToANodeThatWasNoCandidate() {
        ClusterPicture cluster = nominatingTwo(5);
        List<Effect.Nominate> both = cluster.nominations();
        both.forEach(cluster::sends);
        cluster.place(web(2), both.getFirst().node())
                .settle(new BindOutcome.Bound())
                .succeeds();
        List<String> taken = both.stream().map(Effect.Nominate::node).toList();
        List<String> free = List.of("a", "b", "c", "d", "e").stream()
                .filter(name -> !taken.contains(name))
                .toList();
        free.subList(1, free.size()).forEach(cluster::cordoned);
        replaced(cluster, free.getFirst(), "f");

        cluster.filter(web(3), both.getLast().node());

        assertThat(cluster.nominations()).isEmpty();
    }

    /** The first has been asked about, and two of the others are nominated. */
    private static ClusterPicture nominatingTwo(int pods) {
        ClusterPicture cluster = nominating("a: b: c: d: e:", new NominationLimits(2, 2, Duration.ofSeconds(30)));
        IntStream.rangeClosed(1, pods).forEach(i -> cluster.shows(web(i)));
        cluster.filter(web(1));
        return cluster;
    }

    @Test
    void aPlanIsNotOverANodeThatWasNoCandidate() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(new Service(
                        PodPicture.DEFAULT_NAMESPACE,
                        "web",
                        1,
                        Labels.NONE,
                        Labels.of("app", "web"),
                        Service.Exposure.LOAD_BALANCER,
                        true,
                        Optional.empty(),
                        false));
        PodPicture balanced = web(1).annotated(Annotations.BALANCE, "on");
        cluster.filter(balanced);
        replaced(cluster, "a", "c");

        assertThat(nodesOfThePlan(cluster)).containsExactly("b");
        cluster.filter(balanced);
        assertThat(nodesOfThePlan(cluster)).containsExactlyInAnyOrder("b", "c");
    }

    private static List<String> nodesOfThePlan(ClusterPicture cluster) {
        ServiceReading reading = cluster.serviceReports()
                .explain(PodPicture.DEFAULT_NAMESPACE, "web")
                .orElseThrow();
        return ((ServiceReading.Concerned) reading)
                .view().nodes().each().stream()
                        .map(standing -> standing.node().name())
                        .toList();
    }
}
