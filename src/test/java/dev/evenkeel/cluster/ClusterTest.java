package dev.evenkeel.cluster;

import static dev.evenkeel.placement.NodePicture.node;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClusterTest {
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Cluster cluster = new Cluster();
    private final Tally hosts = cluster.tallies().acquire(web(Topology.HOST));
    private final Tally zones = cluster.tallies().acquire(web(ZONE));

    private static Tally.Key web(String key) {
        return new Tally.Key("default", Selector.of(Labels.of("app", "web")), key);
    }

    private void nodes(String... drawn) {
        for (String each : drawn) {
            put(node(each));
        }
    }

    private void put(NodePicture node) {
        cluster.put(node.node());
    }

    private boolean put(PodPicture pod) {
        return cluster.put(pod.pod(), List.of());
    }

    private PodEntry waiting(PodPicture pod) {
        assertThat(put(pod)).isTrue();
        return entry(pod);
    }

    private PodEntry entry(PodPicture pod) {
        return cluster.pod(pod.id()).orElseThrow();
    }

    private int number(String node) {
        return cluster.table().number(node);
    }

    /** {@code "a:2 b:1"}. */
    private static String counts(Tally tally) {
        return tally.counts().entrySet().stream()
                .map(entry -> tally.topology().value(entry.getKey()) + ":" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private String full(Tally tally, int count) {
        return tally.nodesWithAtLeast(count).stream()
                .mapToObj(cluster.table()::name)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Nested
    class Nodes {
        @Test
        void anOlderVersionChangesNothing() {
            put(node("a/z1").version(5));
            put(node("a/z2").version(4));

            assertThat(cluster.node(number("a")).orElseThrow().labels().get(ZONE))
                    .contains("z1");
        }

        @Test
        void theSameVersionAgainIsTaken() {
            put(node("a/z1").version(5));
            put(node("a/z2").version(5));

            Topology topology = cluster.tallies().topology(ZONE);
            assertThat(topology.value(topology.domain(number("a")))).isEqualTo("z2");
            assertThat(cluster.node(0).orElseThrow().labels().get(ZONE)).contains("z2");
        }

        @Test
        void nodesWithoutVersionsFollowEachOther() {
            put(node("a/z1").version(0));
            put(node("a/z2").version(0));
            put(pod("web-1").on("a"));

            assertThat(counts(zones)).isEqualTo("z2:1");
        }

        @Test
        void aNodeThatIsGoneAndBackIsAcceptedWhateverItsVersion() {
            put(node("a/z1").version(5));
            cluster.removeNode("a");
            assertThat(cluster.nodes().isEmpty()).isTrue();
            assertThat(cluster.node(0)).isEmpty();

            put(node("a/z1").version(1));
            assertThat(cluster.nodes()).isEqualTo(NodeSet.of(0));
        }

        @Test
        void ignoresTheRemovalOfAnUnknownNode() {
            cluster.removeNode("a");

            assertThat(cluster.table().size()).isZero();
        }

        @Test
        void podsKeepTheirDomainWhileTheirNodeIsGone() {
            nodes("a/z1", "b/z1");
            put(pod("web-1").on("a"));
            cluster.removeNode("a");

            assertThat(cluster.nodes()).isEqualTo(NodeSet.of(number("b")));
            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(zones)).isEqualTo("z1:1");
            assertThat(full(zones, 1)).isEqualTo("a b");

            nodes("a/z1");
            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(full(hosts, 1)).isEqualTo("a");
        }

        @Test
        void aGoneNodeIsForgottenWithItsLastPod() {
            nodes("a/z1");
            put(pod("web-1").on("a"));
            put(pod("web-2").on("a"));
            cluster.removeNode("a");
            cluster.remove(pod("web-1").id());
            assertThat(cluster.tallies().topology(ZONE).nodesWithKey()).isEqualTo(NodeSet.of(0));

            cluster.remove(pod("web-2").id());
            assertThat(cluster.tallies().topology(ZONE).nodesWithKey().isEmpty())
                    .isTrue();
            assertThat(cluster.node(0)).isEmpty();
            assertThat(counts(zones)).isEmpty();
        }

        @Test
        void podsOnANodeNotYetSeenCountWhenItTurnsUp() {
            put(pod("web-1").on("a"));
            assertThat(counts(hosts)).isEmpty();
            assertThat(cluster.nodes().isEmpty()).isTrue();

            nodes("a/z1");
            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(zones)).isEqualTo("z1:1");
            assertThat(full(hosts, 1)).isEqualTo("a");
        }

        @Test
        void aPodMayLeaveANodeThatWasNeverSeen() {
            put(pod("web-1").on("a"));
            cluster.remove(pod("web-1").id());
            nodes("a/z1");

            assertThat(counts(hosts)).isEmpty();
        }

        @Test
        void aRelabelledNodeTakesItsPodsToItsNewDomain() {
            nodes("a/z1", "b/z1", "c/z2");
            put(pod("web-1").on("a"));
            put(pod("web-2").on("b"));
            assertThat(full(zones, 1)).isEqualTo("a b");

            put(node("a/z2").version(2));
            assertThat(counts(zones)).isEqualTo("z1:1 z2:1");
            assertThat(full(zones, 1)).isEqualTo("a b c");
            assertThat(counts(hosts)).isEqualTo("a:1 b:1");

            put(node("b/z2").version(2));
            assertThat(counts(zones)).isEqualTo("z2:2");
            assertThat(full(zones, 2)).isEqualTo("a b c");

            put(node("a").version(3));
            assertThat(counts(zones)).isEqualTo("z2:1");
            assertThat(full(zones, 1)).isEqualTo("b c");
            assertThat(full(zones, 2)).isEmpty();
        }

        @Test
        void nodesOfOneHostnameAreOneHost() {
            put(node("a").hostname("h"));
            put(node("b").hostname("h"));
            put(pod("web-1").on("a"));
            put(pod("web-2").on("b"));

            assertThat(counts(hosts)).isEqualTo("h:2");
            assertThat(full(hosts, 2)).isEqualTo("a b");

            put(node("b").hostname("b").version(2));
            assertThat(counts(hosts)).isEqualTo("b:1 h:1");
            assertThat(full(hosts, 2)).isEmpty();
        }

        @Test
        void theHostnameLabelCountsNotTheNodeName() {
            put(node("a").hostname("b"));
            put(node("b").hostname("a"));
            put(pod("web-1").on("a"));

            assertThat(counts(hosts)).isEqualTo("b:1");
            assertThat(full(hosts, 1)).isEqualTo("a");
        }

        @Test
        void podsOnANodeWithoutTheLabelDoNotCount() {
            put(node("a").without(Topology.HOST));
            put(pod("web-1").on("a"));

            assertThat(counts(hosts)).isEmpty();
            assertThat(hosts.topology().nodesWithKey().isEmpty()).isTrue();

            nodes("a");
            assertThat(counts(hosts)).isEqualTo("a:1");
        }
    }

    @Nested
    class Pods {
        @Test
        void anOlderVersionIsNoNews() {
            nodes("a", "b");
            put(pod("web-1").on("a").version(5));

            assertThat(put(pod("web-1").on("b").version(4))).isFalse();
            assertThat(counts(hosts)).isEqualTo("a:1");
        }

        @Test
        void theSameVersionAgainCountsOnce() {
            nodes("a");
            put(pod("web-1").on("a"));

            assertThat(put(pod("web-1").on("a"))).isTrue();
            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(cluster.pods()).hasSize(1);
        }

        @Test
        void aBoundPodIsNeverUnboundByALaggingWatch() {
            nodes("a");
            put(pod("web-1").on("a").version(5));
            put(pod("web-1").version(6).label("more", "1"));

            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(entry(pod("web-1")).isBound()).isTrue();
            assertThat(entry(pod("web-1")).pod().node()).contains("a");
            assertThat(entry(pod("web-1")).pod().labels().has("more")).isTrue();
        }

        @Test
        void aNewerPodOfTheSameNameReplacesTheOlder() {
            nodes("a");
            put(pod("web-1").on("a").version(5));

            assertThat(put(pod("web-1").uid("new").version(6))).isTrue();
            assertThat(counts(hosts)).isEmpty();
            assertThat(cluster.pods()).hasSize(1);
            assertThat(cluster.pod("default", "web-1").orElseThrow().pod().id().uid())
                    .isEqualTo("new");
        }

        @Test
        void ignoresLateEventsOfAnOlderPodOfTheSameName() {
            nodes("a", "b");
            put(pod("web-1").uid("new").on("b").version(6));

            assertThat(put(pod("web-1").on("a").version(5))).isFalse();
            cluster.remove(pod("web-1").id());
            assertThat(counts(hosts)).isEqualTo("b:1");
            assertThat(cluster.pod("default", "web-1")).isPresent();
        }

        @Test
        void namesakesOfTwoNamespacesAreTwoPods() {
            nodes("a");
            put(pod("web-1").on("a"));
            put(pod("web-1").in("shop").on("a"));

            assertThat(cluster.pods()).hasSize(2);
            assertThat(counts(hosts)).isEqualTo("a:1");
        }

        @Test
        void aRelabelledPodChangesItsTallies() {
            nodes("a");
            Tally db = cluster.tallies()
                    .acquire(new Tally.Key("default", Selector.of(Labels.of("app", "db")), Topology.HOST));
            put(pod("web-1").on("a"));
            put(pod("web-1").on("a").version(2).labels("app=db"));

            assertThat(counts(hosts)).isEmpty();
            assertThat(counts(db)).isEqualTo("a:1");
            assertThat(entry(pod("web-1")).tallies()).containsExactly(db);

            put(pod("web-1").on("a").version(3).labels("app=web"));
            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(db)).isEmpty();
        }

        @Test
        void removesAPodOnlyOnce() {
            nodes("a");
            put(pod("web-1").on("a"));
            put(pod("web-2").on("a"));
            cluster.remove(pod("web-1").id());
            cluster.remove(pod("web-1").id());

            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(cluster.pod(pod("web-1").id())).isEmpty();
            assertThat(cluster.podsOn(number("a"))).containsExactly(entry(pod("web-2")));
        }

        @Test
        void aFinishedPodDoesNotCount() {
            nodes("a");
            put(pod("web-1").on("a"));
            put(pod("web-1").on("a").version(2).finished());

            assertThat(counts(hosts)).isEmpty();
        }

        @Test
        void aTerminatingPodCountsOnItsHostAndInItsZone() {
            nodes("a/z1");
            put(pod("web-1").on("a").terminating());

            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(zones)).isEqualTo("z1:1");
        }

        @Test
        void aTerminatingPodOfANotReadyNodeCountsOnItsHostOnly() {
            nodes("a/z1!", "b/z1");
            put(pod("web-1").on("a").terminating());

            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(zones)).isEmpty();
            assertThat(full(zones, 1)).isEmpty();

            put(node("a/z1").version(2));
            assertThat(counts(zones)).isEqualTo("z1:1");
            assertThat(full(zones, 1)).isEqualTo("a b");

            put(node("a/z1!").version(3));
            assertThat(counts(zones)).isEmpty();
        }

        @Test
        void aTerminatingPodOfAGoneNodeCountsOnItsHostOnly() {
            nodes("a/z1", "b/z1");
            put(pod("web-1").on("a").terminating());
            cluster.removeNode("a");

            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(zones)).isEmpty();
        }

        @Test
        void aLivePodOfANotReadyNodeCountsInItsZone() {
            nodes("a/z1!");
            put(pod("web-1").on("a"));

            assertThat(counts(zones)).isEqualTo("z1:1");
        }
    }

    @Nested
    class Places {
        @Test
        void aPermitCountsUntilItIsWithdrawn() {
            nodes("a/z1");
            PodEntry entry = waiting(pod("web-1"));
            cluster.permit(entry, "a");

            assertThat(entry.isPermitted()).isTrue();
            assertThat(counts(hosts)).isEqualTo("a:1");
            assertThat(counts(zones)).isEqualTo("z1:1");

            cluster.withdraw(entry);
            assertThat(entry.isPlaced()).isFalse();
            assertThat(entry.node()).isEqualTo(PodEntry.NOWHERE);
            assertThat(counts(hosts)).isEmpty();
            assertThat(cluster.podsOn(number("a"))).isEmpty();
        }

        @Test
        void aConfirmedPermitIsBoundAndCountsOnce() {
            nodes("a");
            PodEntry entry = waiting(pod("web-1"));
            cluster.permit(entry, "a");
            cluster.bind(entry, "a");
            assertThat(entry.isBound()).isTrue();
            assertThat(entry.pod().node()).contains("a");

            put(pod("web-1").version(2));
            put(pod("web-1").on("a").version(3));
            assertThat(counts(hosts)).isEqualTo("a:1");
        }

        @Test
        void aPermitStaysWhileTheWatchShowsThePodUnbound() {
            nodes("a");
            PodEntry entry = waiting(pod("web-1"));
            cluster.permit(entry, "a");
            put(pod("web-1").version(2));

            assertThat(entry.isPermitted()).isTrue();
            assertThat(counts(hosts)).isEqualTo("a:1");
        }

        @Test
        void countsAPermittedPodWhereTheWatchShowsIt() {
            nodes("a", "b");
            cluster.permit(waiting(pod("web-1")), "a");
            put(pod("web-1").on("b").version(2));

            assertThat(counts(hosts)).isEqualTo("b:1");
            assertThat(entry(pod("web-1")).isBound()).isTrue();
        }

        @Test
        void placesAreGivenAndTakenOnlyInOrder() {
            nodes("a");
            PodEntry entry = waiting(pod("web-1"));

            assertThatThrownBy(() -> cluster.withdraw(entry)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> cluster.withdraw(entry)).isInstanceOf(IllegalStateException.class);
            cluster.permit(entry, "a");
            assertThatThrownBy(() -> cluster.permit(entry, "a")).isInstanceOf(IllegalStateException.class);
            cluster.bind(entry, "a");
            assertThatThrownBy(() -> cluster.withdraw(entry)).isInstanceOf(IllegalStateException.class);
            assertThat(counts(hosts)).isEqualTo("a:1");
        }

        @Test
        void withoutSomePodsTheirPlacesAreFreeAndAfterwardsTakenAgain() {
            nodes("a");
            put(pod("web-1").on("a"));
            PodEntry entry = waiting(pod("web-2"));

            String counted = cluster.without(Set.of(entry(pod("web-1")), entry), () -> counts(hosts));

            assertThat(counted).isEmpty();
            assertThat(counts(hosts)).isEqualTo("a:1");
        }

        @Test
        void aQuestionThatFailsLeavesAllAsItWas() {
            nodes("a");
            put(pod("web-1").on("a"));

            assertThatThrownBy(() -> cluster.without(Set.of(entry(pod("web-1"))), () -> {
                        throw new IllegalArgumentException("no answer");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(counts(hosts)).isEqualTo("a:1");
        }
    }

    @Nested
    class Tallies {
        @Test
        void aLateTallyCountsWhatIsThere() {
            nodes("a", "b");
            put(pod("db-1").on("a"));
            put(pod("db-2").on("a"));
            put(pod("db-3"));
            put(pod("db-4").in("shop").on("a"));
            cluster.permit(entry(pod("db-3")), "b");

            Tally db = cluster.tallies()
                    .acquire(new Tally.Key("default", Selector.of(Labels.of("app", "db")), Topology.HOST));

            assertThat(counts(db)).isEqualTo("a:2 b:1");
        }

        @Test
        void aTallyWithoutASingleLabelCountsTheNamespace() {
            nodes("a");
            Tally all = cluster.tallies().acquire(new Tally.Key("default", Selector.EVERYTHING, Topology.HOST));
            Tally notWeb = cluster.tallies()
                    .acquire(new Tally.Key(
                            "default",
                            new Selector(List.of(new Selector.NotIn("app", List.of("web")))),
                            Topology.HOST));
            put(pod("web-1").on("a"));
            put(pod("db-1").on("a"));
            put(pod("x").labels("").on("a"));
            put(pod("web-1").in("shop").on("a"));

            assertThat(counts(all)).isEqualTo("a:3");
            assertThat(counts(notWeb)).isEqualTo("a:2");
        }

        @Test
        void usersOfOneKeyShareATallyUntilTheLastOneReleasesIt() {
            Tally again = cluster.tallies().acquire(web(Topology.HOST));
            assertThat(again).isSameAs(hosts);

            cluster.tallies().release(web(Topology.HOST));
            nodes("a");
            put(pod("web-1").on("a"));
            assertThat(counts(hosts)).isEqualTo("a:1");

            cluster.tallies().release(web(Topology.HOST));
            put(pod("web-2").on("a"));
            assertThat(counts(hosts)).as("nobody asks").isEmpty();
            assertThat(entry(pod("web-2")).tallies()).containsExactly(zones);
            assertThat(cluster.tallies().acquire(web(Topology.HOST))).isNotSameAs(hosts);
            assertThatThrownBy(() -> cluster.tallies().release(web("other"))).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void aCarrierTallyCountsItsCarriersWhateverTheirLabels() {
            nodes("a", "b");
            Tally carriers = cluster.tallies().carrierTally(Topology.HOST);
            cluster.put(pod("web-1").on("a").pod(), List.of(carriers));
            cluster.put(pod("db-1").on("b").pod(), List.of(carriers));
            assertThat(counts(carriers)).isEqualTo("a:1 b:1");

            cluster.put(pod("web-1").on("a").version(2).pod(), List.of());
            assertThat(counts(carriers)).isEqualTo("b:1");
            cluster.remove(pod("db-1").id());
            assertThat(counts(carriers)).isEmpty();
        }

        @Test
        void aTopologyMadeLateKnowsTheNodesThatPodsHaveLeftBehind() {
            put(node("a").label("rack", "r1"));
            put(node("b").label("rack", "r2"));
            put(pod("web-1").on("a"));
            cluster.removeNode("a");
            cluster.removeNode("b");

            Tally racks = cluster.tallies().acquire(web("rack"));

            assertThat(counts(racks)).isEqualTo("r1:1");
            assertThat(racks.topology().nodesWithKey()).isEqualTo(NodeSet.of(number("a")));
        }
    }
}
