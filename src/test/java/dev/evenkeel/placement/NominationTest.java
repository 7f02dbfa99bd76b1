package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.nominating;
import static dev.evenkeel.placement.NodePicture.node;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Reason;
import dev.evenkeel.nomination.NominationOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** At most two pods are nominated at a time here, where at least two nodes are asked about, for 30 s. */
class NominationTest {
    private static final NominationLimits TWO = new NominationLimits(2, 2, Duration.ofSeconds(30));

    private static ClusterPicture waiting(String drawing, int pods) {
        ClusterPicture cluster = nominating(drawing, TWO);
        IntStream.rangeClosed(1, pods).forEach(i -> cluster.shows(web(i)));
        return cluster;
    }

    /** As {@link #waiting}, after kube-scheduler has asked about the first: the nominations that followed. */
    private static List<Effect.Nominate> nominated(ClusterPicture cluster) {
        cluster.filter(web(1));
        return cluster.nominations();
    }

    @Nested
    class Given {
        @Test
        void toThoseThatWaitLongestAndWereNotFiltered() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 4);
            Collection<String> offered = cluster.filter(web(1)).names();
            List<Effect.Nominate> nominations = cluster.nominations();
            assertThat(nominations).extracting(each -> each.pod().name()).containsExactly("web-2", "web-3");
            assertThat(nominations)
                    .extracting(Effect.Nominate::node)
                    .doesNotHaveDuplicates()
                    .doesNotContainAnyElementsOf(offered);
        }

        /** Who avoids the same as siblings do claims nothing of a limit that nobody else waits for. */
        @Test
        void noNodeOfferedToTheFilteredPod() {
            ClusterPicture cluster = nominating("a:web b:", TWO);
            cluster.shows(web(9).spread("required max 2").on("b"));
            List<PodPicture> avoiding = IntStream.rangeClosed(11, 13)
                    .mapToObj(i -> pod("web-" + i).annotated("evenkeel.dev/avoid", "app=db"))
                    .toList();
            avoiding.forEach(cluster::shows);
            cluster.filter(avoiding.getFirst()).offers("a", "b");
            cluster.bind(avoiding.getFirst(), "b").isGranted();
        }

        @Test
        void aReservationThatHoldsAtOnce() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 4);
            List<Effect.Nominate> nominations = nominated(cluster);
            Effect.Nominate first = nominations.getFirst();
            Effect.Nominate second = nominations.getLast();
            cluster.sends(first).sends(second);
            assertThat(cluster.filter(web(4)).names()).doesNotContain(first.node(), second.node());
            cluster.filter(web(4)).cluster().bind(web(4), first.node()).isRefused(Reason.SET_ASIDE);
            cluster.filter(web(2), first.node()).offers(first.node());
            cluster.filter(web(3)).offers(second.node());
        }

        @Test
        void againWhenOneIsBoundAlsoWhereThereIsOneCandidate() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 5);
            List<Effect.Nominate> both = nominated(cluster);
            both.forEach(cluster::sends);
            cluster.place(web(2), both.getFirst().node())
                    .settle(new BindOutcome.Bound())
                    .succeeds();
            cluster.filter(web(3), both.getLast().node());
            assertThat(cluster.nominations())
                    .extracting(each -> each.pod().name())
                    .containsExactly("web-4");
        }

        @Test
        void notForOneWhoseBindingMayStillFail() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 5);
            List<Effect.Nominate> both = nominated(cluster);
            both.forEach(cluster::sends);
            cluster.place(web(2), both.getFirst().node()).isGranted();
            cluster.filter(web(3), both.getLast().node());
            assertThat(cluster.nominations()).isEmpty();
        }

        @Test
        void oncePerPod() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 2);
            Effect.Nominate only = nominated(cluster).getFirst();
            cluster.answers(only, NominationOutcome.REFUSED).filter(web(1));
            assertThat(cluster.nominations()).isEmpty();
        }

        /** A watch that lags may tell of a pod that the API server has said is gone. */
        @Test
        void oncePerPodAlsoWhereTheWatchShowsOneThatIsGone() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 2);
            Effect.Nominate only = nominated(cluster).getFirst();
            cluster.sends(only)
                    .answers(only, NominationOutcome.DONE)
                    .place(web(2), only.node())
                    .settle(new BindOutcome.Gone())
                    .fails(Reason.NOT_BOUND)
                    .shows(web(2).nominated(only.node()).version(2))
                    .shows(web(2).version(3))
                    .filter(web(1));
            assertThat(cluster.nominations()).isEmpty();
        }

        @Test
        void noneWhereThereAreFewCandidates() {
            ClusterPicture cluster = waiting("a: b: c:", 3);
            cluster.filter(web(1), "a");
            assertThat(cluster.nominations()).isEmpty();
        }

        @Test
        void noneByCandidatesOfLongAgo() {
            ClusterPicture cluster = nominating("a: b: c: d:", TWO).shows(web(1));
            cluster.filter(web(1));
            cluster.shows(web(2)).shows(web(3)).afterSeconds(10).filter(web(1), "a");
            assertThat(cluster.nominations()).isEmpty();
        }

        @Test
        void noneUnlessSwitchedOn() {
            ClusterPicture cluster = ClusterPicture.cluster("a: b: c: d:");
            IntStream.rangeClosed(1, 3).forEach(i -> cluster.shows(web(i)));
            assertThat(nominated(cluster)).isEmpty();
        }

        @Test
        void noneToPodsThatAreOfAnotherKind() {
            ClusterPicture cluster = nominating("a: b: c: d: e:", TWO)
                    .shows(web(1))
                    .shows(web(2).gated())
                    .shows(web(3).grouped())
                    .shows(web(4).nominated("e"))
                    .shows(web(5).spread("required, preferred zone"))
                    .shows(web(6).label("tier", "other"))
                    .shows(web(7).terminating())
                    .shows(pod("db").spread("required"));
            assertThat(nominated(cluster)).isEmpty();
        }

        @Test
        void noneToPodsThatTheWatchHasNotShown() {
            ClusterPicture cluster = nominating("a: b: c: d: e:", TWO);
            cluster.filter(web(2));
            assertThat(nominated(cluster)).isEmpty();
        }

        @Test
        void noneWithoutAuthority() {
            ClusterPicture cluster =
                    waiting("a: b: c:", 3).authorized(new Authority.Withheld(Reason.NOT_LEADING, "not now"));
            assertThat(nominated(cluster)).isEmpty();
        }

        @Test
        void notSentWithoutAuthorityNorWithAPlace() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 4);
            List<Effect.Nominate> nominations = nominated(cluster);
            Effect.Nominate first = nominations.getFirst();
            cluster.place(web(2), first.node()).isGranted();
            assertThat(cluster.isSent(first)).isFalse();
            cluster.authorized(new Authority.Withheld(Reason.NOT_LEADING, "not now"));
            assertThat(cluster.isSent(nominations.getLast())).isFalse();
        }

        @Test
        void notSentToPodsThatLeaveOrAreGated() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 4);
            List<Effect.Nominate> nominations = nominated(cluster);
            cluster.shows(web(2).terminating().version(2)).shows(web(3).gated().version(2));
            assertThat(nominations).noneMatch(cluster::isSent);
        }

        @Test
        void onlyOfNodesThatAreOpen() {
            ClusterPicture cluster =
                    waiting("a! b: c! d:", 3).shows(node("b").cordon().version(2));
            String offered = cluster.filter(web(1)).names().iterator().next();
            assertThat(cluster.nominations())
                    .extracting(Effect.Nominate::node)
                    .isSubsetOf("d")
                    .doesNotContain(offered);
        }

        @Test
        void onlyOfNodesWithRoom() {
            ClusterPicture cluster = nominating("a: b: c: d:", TWO);
            List.of("a", "b", "c", "d")
                    .forEach(full -> cluster.shows(pod("big-" + full).on(full).cpu(3_901)));
            IntStream.rangeClosed(1, 3).forEach(i -> cluster.shows(web(i)));
            assertThat(nominated(cluster)).isEmpty();
        }
    }

    @Nested
    class Cleared {
        private final ClusterPicture cluster = waiting("a: b: c: d: e:", 2);
        private final Effect.Nominate given = nominated(cluster).getFirst();
        private final String node = given.node();
        private final String clearing = "web-2 " + node;

        private ClusterPicture sent() {
            return cluster.sends(given).answers(given, NominationOutcome.DONE);
        }

        private PodPicture shown() {
            return web(2).nominated(node).version(2);
        }

        private String[] others() {
            return List.of("a", "b", "c", "d", "e").stream()
                    .filter(other -> !other.equals(node))
                    .toArray(String[]::new);
        }

        @Test
        void afterItsTime() {
            sent().shows(shown()).after(Duration.ofMillis(29_999)).tick().clears();
            cluster.after(Duration.ofMillis(1)).tick().clears(clearing);
        }

        /** kube-scheduler may be making volumes there. */
        @Test
        void afterALongerTimeOnceTheSchedulerWasOfferedIt() {
            sent().shows(shown()).filter(shown(), node).offers(node);
            cluster.after(Duration.ofMillis(599_999)).tick().clears();
            cluster.bind(web(1), node).isRefused(Reason.SET_ASIDE);
            cluster.after(Duration.ofMillis(1)).tick().clears(clearing);
        }

        @Test
        void whenTheNodeGoes() {
            sent().shows(shown()).nodeGone(node).tick().clears(clearing);
        }

        @Test
        void whenTheNodeIsCordoned() {
            sent().shows(shown()).shows(node(node).cordon().version(2)).tick().clears(clearing);
        }

        /** Its rule was edited after kube-scheduler was offered the node; nobody knows when it can go anywhere. */
        @Test
        void whenItsPodCanGoNowhere() {
            sent().shows(shown()).filter(shown(), node).offers(node);
            PodPicture edited = shown().spread("requird").version(3);
            cluster.shows(edited).filter(edited, node);
            cluster.tick().clears(clearing);
        }

        /** kube-scheduler leaves it where it is if the extender has dropped all candidates. */
        @Test
        void whenItLeadsNowhereThoughAnotherProcessHasMadeIt() {
            PodPicture left = web(7).nominated("a");
            ClusterPicture later = nominating("a:web b:low", TWO)
                    .shows(web(1).on("b").version(2))
                    .shows(left);
            later.preempt(left, "b:low-1").keeps();
            later.tick().clears("web-7 a");
        }

        @Test
        void notIfPodsGoForIt() {
            PodPicture left = web(7).nominated("a");
            ClusterPicture later = nominating("a:web b:low", TWO).shows(left);
            later.preempt(left, "b:low-1").keeps("b");
            later.tick().clears();
        }

        @Test
        void onlyWhereEvenkeelHasNominated() {
            PodPicture left = web(7).nominated("a");
            ClusterPicture later = ClusterPicture.cluster("a:web b:web").shows(left);
            later.preempt(left, "b:").keeps();
            later.tick().clears();
        }

        @Test
        void whenTheSchedulerHasFallenBack() {
            sent().shows(shown()).filter(shown(), others());
            cluster.tick().clears(clearing);
        }

        @Test
        void notWhenTheSchedulerLooksAtAllNodesAndMayTakeIt() {
            sent().shows(shown()).filter(shown()).offers(node);
            cluster.tick().clears();
        }

        @Test
        void whenTheSchedulerComesToItForTheSecondTime() {
            sent().shows(shown()).filter(shown(), node).offers(node);
            cluster.tick().clears();
            cluster.filter(shown(), node).offers(node);
            cluster.tick().clears(clearing);
        }

        @Test
        void andWhatOthersHaveNominatedMeanwhileIsKept() {
            sent().shows(shown()).filter(shown(), node).offers(node);
            cluster.filter(shown(), node).offers(node);
            cluster.tick();
            cluster.shows(web(2).nominated(node).version(3))
                    .answers(new Effect.Unnominate(web(2).id(), node), NominationOutcome.DONE)
                    .afterSeconds(11)
                    .tick();
            cluster.bind(web(1), node).isRefused(Reason.SET_ASIDE);
        }

        @Test
        void notWhenTheSchedulerLooksAtAllNodesBeforeItIsSent() {
            cluster.filter(web(2)).cluster().tick().clears();
            assertThat(cluster.isSent(given)).isFalse();
        }

        @Test
        void whenItsBindingFails() {
            sent().shows(shown())
                    .place(shown(), node)
                    .settle(new BindOutcome.Forbidden("no"))
                    .fails(Reason.NOT_BOUND)
                    .tick()
                    .clears(clearing);
        }

        @Test
        void notWhenItIsBound() {
            sent().place(web(2), node).settle(new BindOutcome.Bound()).succeeds();
            cluster.afterSeconds(60).tick().clears();
        }

        @Test
        void notWhenItWasNeverSent() {
            cluster.afterSeconds(60).tick().clears();
            assertThat(cluster.isSent(given)).isFalse();
        }

        @Test
        void notWhenItIsAnotherWriters() {
            sent().shows(web(2).nominated(others()[0]).version(2))
                    .afterSeconds(60)
                    .tick()
                    .clears();
            cluster.filter(web(2).nominated(others()[0]).version(2)).offers(others()[0]);
        }

        @Test
        void againUntilThatIsAnswered() {
            sent().shows(shown()).afterSeconds(30).tick().clears(clearing);
            cluster.afterSeconds(9).tick().clears();
            Effect.Unnominate clear =
                    cluster.afterSeconds(1).tick().clears(clearing).cleared().getFirst();
            cluster.answers(clear, NominationOutcome.UNKNOWN)
                    .afterSeconds(10)
                    .tick()
                    .clears(clearing);
            cluster.answers(clear, NominationOutcome.DONE)
                    .afterSeconds(60)
                    .tick()
                    .clears();
        }

        /** Whose nomination may take effect yet, though there was none when it was to be cleared. */
        @Test
        void againWhileItMayStillCome() {
            cluster.sends(given).answers(given, NominationOutcome.UNKNOWN);
            Effect.Unnominate clear =
                    cluster.nodeGone(node).tick().clears(clearing).cleared().getFirst();
            cluster.answers(clear, NominationOutcome.REFUSED)
                    .afterSeconds(10)
                    .tick()
                    .clears(clearing);
            cluster.answers(clear, NominationOutcome.REFUSED)
                    .afterSeconds(60)
                    .tick()
                    .clears();
        }

        @Test
        void theSlotIsFreeFromThenOn() {
            sent().shows(shown()).afterSeconds(30).tick();
            cluster.gone(web(1)).shows(shown().version(3)).shows(web(3)).filter(web(3));
            cluster.bind(web(3), node).isGranted();
        }

        @Test
        void theSlotIsFreeAlsoWhenItIsRefused() {
            cluster.sends(given)
                    .answers(given, NominationOutcome.REFUSED)
                    .gone(web(1))
                    .shows(web(3))
                    .filter(web(3));
            cluster.bind(web(3), node).isGranted();
        }

        @Test
        void theSlotIsHeldThoughTheWatchShowsTheStateBefore() {
            sent().shows(web(2));
            cluster.bind(web(1), node).isRefused(Reason.SET_ASIDE);
        }

        @Test
        void theSlotIsFreeWhenTheSchedulerHasClearedIt() {
            sent().shows(shown()).shows(web(2).version(3));
            cluster.bind(web(1), node).isGranted();
        }
    }
}
