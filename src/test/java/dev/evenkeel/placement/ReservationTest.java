package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.NodePicture.node;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Scores;
import dev.evenkeel.offers.Offers;
import dev.evenkeel.rule.Annotations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReservationTest {
    private static ClusterPicture waiting(String drawing, int pods) {
        ClusterPicture cluster = cluster(drawing);
        IntStream.rangeClosed(1, pods).forEach(i -> cluster.shows(web(i)));
        return cluster;
    }

    @Nested
    class Shares {
        @Test
        void offersAllNodesToAPodThatWaitsAlone() {
            waiting("a: b: c: d:", 1).filter(web(1)).offers("a", "b", "c", "d");
        }

        @Test
        void siblingsThatWaitGetEqualSharesThatDoNotOverlap() {
            ClusterPicture cluster = waiting("a: b: c: d: e: f:", 3);
            List<String> offered = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                Collection<String> share = cluster.filter(web(i)).names();
                assertThat(share).hasSize(2);
                offered.addAll(share);
            }
            assertThat(offered).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
        }

        @Test
        void theLastGetWhatIsLeft() {
            ClusterPicture cluster = waiting("a: b: c: d: e:", 3);
            assertThat(cluster.filter(web(1)).names()).hasSize(1);
            assertThat(cluster.filter(web(2)).names()).hasSize(2);
            assertThat(cluster.filter(web(3)).names()).hasSize(2);
        }

        @Test
        void onlyTheCandidatesAreShared() {
            ClusterPicture cluster = waiting("a: b: c: d:", 2);
            assertThat(cluster.filter(web(1), "a", "b").names()).hasSize(1);
            cluster.filter(web(2), "c", "d").offers("c", "d");
        }

        @Test
        void podsThatMayNotBeScheduledYetGetNoShare() {
            cluster("a: b:")
                    .shows(web(1))
                    .shows(web(2).gated())
                    .shows(web(3).terminating())
                    .filter(web(1))
                    .offers("a", "b");
        }

        @Test
        void aZoneIsOneSlotHoweverManyNodesItHas() {
            ClusterPicture cluster = cluster("a/z1: b/z1: c/z2: d/z2:");
            PodPicture first = web(1).spread("required zone");
            PodPicture second = web(2).spread("required zone");
            cluster.shows(first).shows(second);
            Collection<String> zone = cluster.filter(first).names();
            assertThat(String.join(" ", zone)).isIn("a b", "c d");
            assertThat(cluster.filter(second).names()).hasSize(2).doesNotContainAnyElementsOf(zone);
        }

        @Test
        void slotsOfOneDomainAreOfferedUpToMax() {
            ClusterPicture cluster = cluster("a:");
            List<PodPicture> pods = IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> web(i).spread("required max 2"))
                    .toList();
            pods.forEach(cluster::shows);
            cluster.filter(pods.get(0)).offers("a");
            cluster.filter(pods.get(1)).offers("a");
            cluster.filter(pods.get(2)).isNotNow(Reason.RESERVED);
        }

        @Test
        void everyTermIsSharedOut() {
            ClusterPicture cluster = cluster("a/z1: b/z1: c/z1: d/z2: e/z2: f/z2:");
            List<PodPicture> pods = IntStream.rangeClosed(1, 4)
                    .mapToObj(i -> web(i).spread("required, required zone max 2"))
                    .toList();
            pods.forEach(cluster::shows);
            for (PodPicture pod : pods) {
                String node = cluster.filter(pod).names().iterator().next();
                cluster.place(pod, node).isGranted();
            }
        }

        @Test
        void anotherAttemptIsOfferedOtherNodesFirst() {
            ClusterPicture cluster = waiting("a: b: c: d:", 2);
            Collection<String> before = cluster.filter(web(1)).names();
            assertThat(cluster.filter(web(1)).names()).hasSize(2).doesNotContainAnyElementsOf(before);
        }
    }

    @Nested
    class Ends {
        @Test
        void withThePermitThatTakesThePlace() {
            ClusterPicture cluster = waiting("a: b:", 2);
            String node = cluster.filter(web(1)).names().iterator().next();
            cluster.place(web(1), node).isGranted();
            assertThat(cluster.filter(web(2)).names()).hasSize(1).doesNotContain(node);
        }

        @Test
        void whenThePodIsGone() {
            ClusterPicture cluster = waiting("a: b:", 2);
            cluster.filter(web(1));
            cluster.gone(web(1)).filter(web(2)).offers("a", "b");
        }

        @Test
        void whenThePodTerminates() {
            ClusterPicture cluster = waiting("a: b:", 2);
            cluster.filter(web(1));
            cluster.shows(web(1).terminating().version(2)).filter(web(2)).offers("a", "b");
        }

        @Test
        void whenItsTimeIsOver() {
            ClusterPicture cluster = waiting("a:", 2);
            cluster.filter(web(1)).offers("a");
            cluster.filter(web(2)).isNotNow(Reason.RESERVED);
            cluster.afterSeconds(10).filter(web(2)).offers("a");
        }

        @Test
        void whenAnotherPodHasTheName() {
            ClusterPicture cluster = waiting("a: b:", 2);
            cluster.filter(web(1));
            cluster.shows(web(1).uid("new").version(5).on("a")).filter(web(2)).offers("b");
        }
    }

    @Nested
    class OnlyLeasesInTheWay {
        @Test
        void answersReservedOnceAllSlotsAreReserved() {
            ClusterPicture cluster = waiting("a: b:", 3);
            cluster.filter(web(1));
            cluster.filter(web(2));
            cluster.filter(web(3)).isNotNow(Reason.RESERVED);
        }

        @Test
        void aSiblingThatWasNotCountedIsOfferedAReservedSlotAsLongAsThereAreEnough() {
            ClusterPicture cluster = waiting("a: b: c:", 2);
            cluster.filter(web(1));
            cluster.filter(web(2));
            assertThat(cluster.filter(web(3)).names()).hasSize(1);
        }

        @Test
        void bindDecidesBetweenThem() {
            ClusterPicture cluster = waiting("a: b:", 1);
            cluster.filter(web(1)).offers("a", "b");
            String contended = cluster.filter(web(2)).names().iterator().next();
            cluster.place(web(1), contended).isGranted();
            cluster.bind(web(2), contended).isRefused(Reason.GROUP_PRESENT);
            assertThat(cluster.filter(web(2)).names()).hasSize(1).doesNotContain(contended);
        }

        @Test
        void exclusivePodsLeaveNodesToOthersHoweverManyWait() {
            StringBuilder nodes = new StringBuilder();
            IntStream.range(0, 64).forEach(i -> nodes.append("n").append(i).append(": "));
            ClusterPicture cluster = cluster(nodes.toString().strip());
            cluster.shows(pod("plain"));
            List<PodPicture> alone = IntStream.range(0, 12)
                    .mapToObj(i -> pod("alone-" + i).annotated(Annotations.EXCLUSIVE, "true"))
                    .toList();
            alone.forEach(cluster::shows);
            alone.forEach(each -> assertThat(cluster.filter(each).names()).hasSize(Offers.MOST_KEPT_CLEAR));
            assertThat(cluster.filter(pod("plain")).names()).hasSize(64 - 12 * Offers.MOST_KEPT_CLEAR);
        }

        @Test
        void releasesAnOfferOnceThePodIsFilteredAgainInVain() {
            ClusterPicture cluster = cluster("a: b:web").shows(web(11)).shows(web(12));
            cluster.filter(web(11)).offers("a");
            cluster.filter(web(12)).isNotNow(Reason.RESERVED);
            cluster.filter(web(11), "b").offersNothing();
            cluster.filter(web(12)).offers("a");
        }

        @Test
        void podsOfAPodGroupAreNeverOfferedAReservedSlot() {
            ClusterPicture cluster = cluster("a: b:").shows(web(1).grouped()).shows(web(2).grouped());
            cluster.filter(web(1).grouped());
            cluster.filter(web(2).grouped());
            cluster.filter(web(3).grouped()).offersNothing();
        }

        /** kube-scheduler may have seen their end already, and would not be woken by it. */
        @Test
        void answersTerminatingIfOnlyTerminatingPodsAreInTheWay() {
            cluster("a:web!").filter(web(11)).isNotNow(Reason.TERMINATING);
            cluster("a:web!,web").filter(web(11)).offersNothing();
        }

        @Test
        void refusesInAFullClusterInsteadOfAnsweringReserved() {
            ClusterPicture cluster = waiting("a:web b:web", 2);
            cluster.filter(web(11)).offersNothing();
        }
    }

    @Nested
    class OtherRules {
        @Test
        void offersAnAvoidedPodNoNodeOfferedToTheAvoidingOne() {
            PodPicture cache = pod("cache-1").annotated("evenkeel.dev/avoid", "app=db");
            PodPicture db = pod("db-1").spread("required");
            ClusterPicture cluster = cluster("a: b:").shows(cache).shows(db);
            cluster.filter(cache, "a").offers("a");
            cluster.filter(db, "a", "b").offers("b");
        }

        @Test
        void offersAllNodesToAPodThatAvoidsNoWaitingPod() {
            PodPicture cache = pod("cache-1").annotated("evenkeel.dev/avoid", "app=db");
            cluster("a: b: c:").shows(cache).filter(cache).offers("a", "b", "c");
        }

        @Test
        void offersHalfTheNodesToAPodThatAvoidsAWaitingPod() {
            PodPicture cache = pod("cache-1").annotated("evenkeel.dev/avoid", "app=db");
            PodPicture db = pod("db-1").spread("required");
            ClusterPicture cluster = cluster("a: b: c: d:").shows(cache).shows(db);
            Collection<String> kept = cluster.filter(cache).names();
            assertThat(kept).hasSize(2);
            assertThat(cluster.filter(db).names()).isNotEmpty().doesNotContainAnyElementsOf(kept);
        }

        @Test
        void aPodWithoutARuleKeepsOutOfOfferedSlotsToo() {
            ClusterPicture cluster = waiting("a: b:", 2);
            String offered = cluster.filter(web(1)).names().iterator().next();
            assertThat(cluster.filter(pod("web-9")).names()).hasSize(1).doesNotContain(offered);
        }
    }

    @Nested
    class Preferences {
        private static PodPicture rather(int number) {
            return web(number).spread("preferred");
        }

        @Test
        void scoresDifferentNodesHighestForSiblings() {
            ClusterPicture cluster = cluster("a: b: c:");
            IntStream.rangeClosed(1, 3).forEach(i -> cluster.shows(rather(i)));
            List<String> best = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                ClusterPicture.Scored scored = cluster.score(rather(i));
                List.of("a", "b", "c").stream()
                        .filter(node -> scored.of(node) == Scores.BEST)
                        .forEach(best::add);
            }
            assertThat(best).containsExactlyInAnyOrder("a", "b", "c");
        }

        @Test
        void theRestOfTheBestScoresLess() {
            cluster("a: b: c: d:1")
                    .shows(rather(5))
                    .shows(rather(6))
                    .score(rather(5))
                    .scoresOnce(10);
        }

        @Test
        void scoresAllTheBestNodesAlikeForAPodThatWaitsAlone() {
            cluster("a: b: c:1").shows(rather(5)).score(rather(5)).scores("a:10 b:10 c:0");
        }
    }

    /** Another binds, so that nothing is checked after filter. */
    @Nested
    class WithoutBinding {
        private static ClusterPicture waiting(int pods) {
            ClusterPicture cluster = ClusterPicture.withoutBinding("a: b: c: d:");
            IntStream.rangeClosed(1, pods).forEach(i -> cluster.shows(web(i)));
            return cluster;
        }

        @Test
        void aReservedSlotIsNotOfferedToAnAvoiderThatComesLater() {
            PodPicture one = pod("one").annotated("evenkeel.dev/avoid", "app=web");
            ClusterPicture cluster = ClusterPicture.withoutBinding("a:").shows(web(1));
            cluster.filter(web(1)).offers("a");
            cluster.shows(one).filter(one).isNotNow(Reason.RESERVED);
        }

        @Test
        void aReservedSlotIsNotOfferedToAnExclusivePodThatComesLater() {
            PodPicture one = pod("one").annotated("evenkeel.dev/exclusive", "true");
            ClusterPicture cluster = ClusterPicture.withoutBinding("a:").shows(web(1));
            cluster.filter(web(1)).offers("a");
            cluster.shows(one).filter(one).isNotNow(Reason.RESERVED);
        }

        @Test
        void aPublishedChoiceIsNotOfferedToASiblingOfAHigherPriority() {
            ClusterPicture cluster = ClusterPicture.withoutBinding("a:").shows(web(1));
            cluster.filter(web(1)).offers("a");
            cluster.shows(web(1).nominated("a").version(2)).afterSeconds(1);
            cluster.filter(web(2).priority(5)).isNotNow(Reason.SET_ASIDE);
        }

        @Test
        void aPublishedChoiceInAZoneOutlivesACordon() {
            PodPicture p = web(1).spread("required zone");
            PodPicture q = web(2).spread("required zone");
            ClusterPicture cluster =
                    ClusterPicture.withoutBinding("a/z1: c/z1:").shows(p);
            cluster.filter(p, "a").offers("a");
            cluster.shows(p.nominated("a").version(2));
            cluster.shows(NodePicture.node("a/z1").cordon().version(2));
            cluster.afterSeconds(1).filter(q, "c").isNotNow(Reason.RESERVED);
        }

        @Test
        void theOfferToAPodOfAPodGroupIsRenewed() {
            ClusterPicture cluster = ClusterPicture.withoutBinding("a:").shows(web(1).grouped());
            cluster.filter(web(1).grouped()).offers("a");
            cluster.afterSeconds(9).filter(web(1).grouped()).offers("a");
            cluster.afterSeconds(2).filter(web(2)).isNotNow(Reason.RESERVED);
        }

        @Test
        void offersDoNotOverlap() {
            ClusterPicture cluster = waiting(2);
            Collection<String> first = cluster.filter(web(1)).names();
            assertThat(cluster.filter(web(2)).names()).hasSize(2).doesNotContainAnyElementsOf(first);
        }

        @Test
        void aSiblingThatTurnsUpWaitsUntilTheFirstIsSeenBound() {
            ClusterPicture cluster = waiting(1);
            cluster.filter(web(1)).offers("a", "b", "c", "d");
            cluster.filter(web(2)).isNotNow(Reason.RESERVED);
            cluster.shows(web(1).on("b").version(2)).filter(web(2)).offers("a", "c", "d");
        }

        @Test
        void dropsAReservationThatIsNotUsedInTime() {
            ClusterPicture cluster = waiting(1);
            cluster.filter(web(1));
            cluster.afterSeconds(10).filter(web(2)).refuses(Reason.GROUP_PRESENT);
            assertThat(cluster.filter(web(2)).names()).isNotEmpty();
        }

        @Test
        void aBindingIsRefusedWithWhatToDo() {
            ClusterPicture cluster = waiting(1);
            cluster.filter(web(1));
            cluster.bind(web(1), "a").isRefused(Reason.NOT_BINDING);
        }
    }

    @Nested
    class Nominations {
        @Test
        void aNominatedNodeIsKeptForItsPod() {
            ClusterPicture cluster =
                    waiting("a: b:", 2).shows(web(1).nominated("a").version(2));
            cluster.afterSeconds(600).filter(web(2)).offers("b");
            cluster.bind(web(2), "a").isRefused(Reason.SET_ASIDE);
            cluster.filter(web(1).nominated("a").version(2)).offers("a");
            cluster.place(web(1), "a").isGranted();
        }

        @Test
        void ofTwoThatAreNominatedToOneNodeOneIsBound() {
            ClusterPicture cluster = waiting("a:", 2)
                    .shows(web(1).nominated("a").version(2))
                    .shows(web(2).nominated("a").version(2));
            cluster.bind(web(1), "a").isGranted();
            cluster.bind(web(2), "a").isRefused(Reason.GROUP_PRESENT);
        }

        /** A pod of the group that has no rule itself matters only where a carrier is, or is to be. */
        @Test
        void aNominatedPodWithoutTheRuleKeepsNothingFromItsLike() {
            ClusterPicture cluster =
                    waiting("a:", 1).shows(web(7).spread("off").nominated("a")).shows(web(8).spread("off"));
            cluster.bind(web(8), "a").isGranted();
        }

        @Test
        void aNominatedCarrierKeepsItsNodeFromOthersOfItsGroup() {
            ClusterPicture cluster =
                    waiting("a: b:", 1).shows(web(1).nominated("a").version(2)).shows(web(8).spread("off"));
            cluster.bind(web(8), "a").isRefused(Reason.SET_ASIDE);
        }

        @Test
        void podsThatAvoidTheSameMayBeNominatedToOneNode() {
            ClusterPicture cluster = cluster("a: b:")
                    .shows(pod("one").annotated("evenkeel.dev/avoid", "app=web").nominated("a"))
                    .shows(pod("two").annotated("evenkeel.dev/avoid", "app=web"));
            cluster.bind(pod("two").annotated("evenkeel.dev/avoid", "app=web"), "a")
                    .isGranted();
        }

        @Test
        void aNominatedNodeIsKeptWhenAnotherReservationOfItsPodIsOver() {
            ClusterPicture cluster =
                    cluster("a:web! b:").shows(web(2).nominated("a")).shows(web(3));
            cluster.filter(web(2).nominated("a")).offers("b");
            cluster.afterSeconds(11).filter(web(3)).offers("b");
            cluster.gone("web-1").bind(web(3), "a").isRefused(Reason.SET_ASIDE);
        }

        @Test
        void aNominatedNodeIsKeptAfterABindingThatFailed() {
            ClusterPicture cluster =
                    waiting("a: b:", 2).shows(web(1).nominated("a").version(2));
            cluster.place(web(1), "a").settle(new BindOutcome.Forbidden("no"));
            cluster.bind(web(2), "a").isRefused(Reason.SET_ASIDE);
        }

        @Test
        void anEndedNominationKeepsNothing() {
            ClusterPicture cluster =
                    waiting("a:", 2).shows(web(1).nominated("a").version(2));
            cluster.filter(web(2)).isNotNow(Reason.SET_ASIDE);
            cluster.shows(web(1).version(3)).afterSeconds(11).filter(web(2)).offers("a");
        }

        @Test
        void aNominationToANodeThatIsGoneKeepsNothing() {
            waiting("a:", 2)
                    .shows(node("b"))
                    .shows(web(1).nominated("b").version(2))
                    .nodeGone("b")
                    .filter(web(1).nominated("b").version(2))
                    .offers("a");
        }

        @Test
        void aGatedPodKeepsNothing() {
            waiting("a:", 2)
                    .shows(web(1).nominated("a").gated().version(2))
                    .bind(web(2), "a")
                    .isGranted();
        }
    }

    @Nested
    class NominationsThatLeadNowhere {
        private final ClusterPicture cluster =
                waiting("a: b:", 2).shows(web(1).nominated("a").version(2));

        private void isKept(String node) {
            cluster.bind(web(2), node).isRefused(Reason.SET_ASIDE);
        }

        private void isFree(String node) {
            cluster.bind(web(2), node).isGranted();
        }

        @Test
        void areGivenUpWhenTheSchedulerAsksAboutOtherNodes() {
            cluster.filter(web(1).nominated("a").version(2), "b").offers("b");
            isFree("a");
        }

        @Test
        void stayGivenUpWhateverElseIsShownOfThePod() {
            cluster.filter(web(1).nominated("a").version(2), "b");
            cluster.shows(web(1).nominated("a").label("more", "x").version(3)).afterSeconds(60);
            isFree("a");
        }

        @Test
        void stayGivenUpAfterABindingThatFailed() {
            cluster.filter(web(1).nominated("a").version(2), "b");
            cluster.bind(web(1), "b").settle(new BindOutcome.Forbidden("no"));
            isFree("a");
        }

        @Test
        void areFollowedAgainWhenTheyAreOfAnotherNode() {
            cluster.filter(web(1).nominated("a").version(2), "b");
            cluster.shows(web(1).nominated("b").version(3));
            isKept("b");
        }

        @Test
        void areFollowedAgainWhenTheyWereClearedAndMadeAgain() {
            cluster.filter(web(1).nominated("a").version(2), "b");
            cluster.shows(web(1).version(3)).shows(web(1).nominated("a").version(4));
            isKept("a");
        }

        @Test
        void areFollowedAgainWhenTheNodeCanBeUsedAgain() {
            cluster.shows(node("a").cordon().version(2))
                    .filter(web(1).nominated("a").version(2), "b");
            cluster.shows(node("a").version(3)).afterSeconds(11).tick();
            isKept("a");
        }

        @Test
        void keepNothingWhileTheNodeIsCordonedOrNotReadyOrGone() {
            cluster.shows(node("a").cordon().version(2)).filter(web(2), "a").offers("a");
            cluster.shows(node("a").version(3)).filter(web(2), "a").isNotNow(Reason.SET_ASIDE);
            cluster.shows(node("a!").version(4)).filter(web(2), "a").offers("a");
            cluster.shows(node("a").version(5)).filter(web(2), "a").isNotNow(Reason.SET_ASIDE);
            cluster.nodeGone("a").shows(node("a").version(6));
            isKept("a");
        }

        @Test
        void followTheZoneOfTheirNode() {
            PodPicture one = zonal(1, "required zone", "a");
            PodPicture two = web(2).spread("required zone");
            ClusterPicture moved = cluster("a/z1: b/z1: c/z2:").shows(one).shows(two);
            moved.shows(node("a/z2").version(2)).bind(two, "c").isRefused(Reason.SET_ASIDE);
            moved.bind(two, "b").isGranted();
        }

        @Test
        void areKeptWhileOnlyAPodThatLeavesIsInTheWay() {
            PodPicture zonal = web(2).spread("required, required zone max 3");
            ClusterPicture preempted =
                    cluster("a/z1:web! b/z1:").shows(zonal.nominated("a")).shows(web(3));
            preempted.filter(zonal.nominated("a"), "a").isNotNow(Reason.TERMINATING);
            preempted.gone("web-1").bind(web(3), "a").isRefused(Reason.SET_ASIDE);
        }

        private static PodPicture zonal(int number, String spread, String nominated) {
            return web(number).spread(spread).nominated(nominated);
        }

        /** Kept apart from each other by nodes that neither may go to, they would wait for ever. */
        @Test
        void toCordonedNodesOfAZoneKeepNoPodFromTheZone() {
            PodPicture one = zonal(1, "required zone", "a");
            PodPicture two = zonal(2, "required zone", "c");
            cluster("a/z1: b/z1: c/z1:")
                    .shows(node("a/z1").cordon().version(2))
                    .shows(node("c/z1").cordon().version(2))
                    .shows(one)
                    .shows(two)
                    .filter(one, "b")
                    .offers("b");
        }

        /** A node that is full or tainted says so to kube-scheduler only. */
        @Test
        void toNodesThatTheSchedulerLeavesOutKeepNoPodFromTheZone() {
            PodPicture one = zonal(1, "required zone", "a");
            PodPicture two = zonal(2, "required zone", "c");
            ClusterPicture cluster = cluster("a/z1: b/z1: c/z1:").shows(one).shows(two);
            cluster.filter(one, "b").isNotNow(Reason.SET_ASIDE);
            cluster.filter(two, "b").offers("b");
            cluster.bind(two, "b").isGranted();
        }

        @Test
        void ofThreeInAZoneForTwoKeepNoPodFromTheZone() {
            List<PodPicture> three = List.of(
                    zonal(1, "required zone max 2", "a"),
                    zonal(2, "required zone max 2", "c"),
                    zonal(3, "required zone max 2", "d"));
            ClusterPicture cluster = cluster("a/z1: b/z1: c/z1: d/z1:");
            three.forEach(cluster::shows);
            cluster.filter(three.get(0), "b").isNotNow(Reason.SET_ASIDE);
            for (PodPicture pod : three.subList(1, 3)) {
                cluster.filter(pod, "b").offers("b");
                cluster.bind(pod, "b").isGranted();
            }
        }

        @Test
        void toNodesThatTheirRulesCloseKeepNoPodFromTheZone() {
            PodPicture one = zonal(3, "required, required zone max 3", "a");
            PodPicture two = zonal(4, "required, required zone max 3", "c");
            ClusterPicture cluster =
                    cluster("a/z1:web b/z1: c/z1:web").shows(one).shows(two);
            cluster.filter(one).isNotNow(Reason.SET_ASIDE);
            cluster.filter(two).offers("b");
            cluster.bind(two, "b").isGranted();
        }
    }

    /** As kube-scheduler itself takes no notice of nominations of pods of a lower priority. */
    @Nested
    class Priority {
        private final ClusterPicture cluster =
                waiting("a: b:", 1).shows(web(1).nominated("a").priority(5).version(2));

        @Test
        void aNominatedPodKeepsNothingFromOneOfAHigherPriority() {
            cluster.shows(web(2).priority(6)).filter(web(2).priority(6), "a").offers("a");
            cluster.bind(web(2), "a").isGranted();
        }

        @Test
        void aNominatedPodKeepsItsNodeFromAllOthers() {
            cluster.shows(web(2).priority(6)).shows(web(3).priority(5)).shows(web(4));
            cluster.filter(web(2).priority(6), "a").offers("a");
            cluster.filter(web(3).priority(5), "a").isNotNow(Reason.SET_ASIDE);
            cluster.bind(web(3), "a").isRefused(Reason.SET_ASIDE);
            cluster.bind(web(4), "a").isRefused(Reason.SET_ASIDE);
            cluster.bind(web(1), "a").isGranted();
        }
    }

    /** A domain has its number only as long as a node is in it, or somebody claims something there. */
    @Nested
    class NodesThatGo {
        private final PodPicture one = web(1).spread("required host, preferred zone");
        private final PodPicture other = web(2).spread("required host, preferred zone");

        @Test
        void leaveThePodToBeScoredAndOfferedOthers() {
            ClusterPicture cluster = cluster("a/z1: b/z1: c/z2: d/z2:");
            cluster.filter(one);
            cluster.shows(one).shows(other);
            cluster.filter(one);
            cluster.score(one);
            cluster.nodeGone("a").nodeGone("b").nodeGone("c");

            cluster.score(one);
            cluster.filter(one).offers("d");
            cluster.gone(one).knowsNothingOf(one);
            cluster.filter(other).offers("d");
        }

        @Test
        void endWhatIsHeldThereWithoutBinding() {
            ClusterPicture cluster = ClusterPicture.withoutBinding("a: b:");
            cluster.filter(pod("any"));
            cluster.shows(web(1).nominated("a"));
            cluster.nodeGone("a");

            cluster.shows(web(1).version(2));
            cluster.filter(web(1).version(2)).offers("b");
        }
    }

    /** A pod that is offered what bind refuses waits for ever, and keeps the slot from who may have it. */
    @Nested
    class Offered {
        @Test
        void isNothingThatIsSetAsideAlsoWhereTheOtherRuleIsStricter() {
            PodPicture two = web(9).spread("required host max 2");
            ClusterPicture cluster = cluster("a:").shows(web(1).nominated("a")).shows(two);
            cluster.filter(two, "a").isNotNow(Reason.SET_ASIDE);
            cluster.filter(web(1).nominated("a"), "a").offers("a");
            cluster.bind(web(1), "a").isGranted();
        }

        @Test
        void isNoUnknownNodeThatOthersPrefer() {
            ClusterPicture cluster = cluster("a:").shows(web(1).spread("preferred"));
            cluster.filter(pod("web-2"), "a", "x").offersEverything();
            cluster.bind(pod("web-2"), "x").isGranted();
        }

        @Test
        void isNotTheNodeOfABindingInDoubtWhereTheRulesNoLongerLetItBe() {
            ClusterPicture cluster = waiting("a: b:", 1);
            cluster.place(web(1), "a").settle(new BindOutcome.Unknown("time-out"));
            cluster.shows(web(2).on("a").version(2)).filter(web(1)).isNotNow(Reason.GROUP_PRESENT);
            cluster.bind(web(1), "a").isRefused(Reason.GROUP_PRESENT);
        }
    }
}
