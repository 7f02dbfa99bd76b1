package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.ClusterPicture.unsynced;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.Reason;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.ClusterPicture.Permitted;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.TopologyKey;
import dev.evenkeel.slots.Ledger;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BindTest {
    private static final BindOutcome BOUND = new BindOutcome.Bound();
    private static final BindOutcome FORBIDDEN = new BindOutcome.Forbidden("too many requests");
    private static final BindOutcome UNKNOWN = new BindOutcome.Unknown("time-out");

    @Nested
    class Permits {
        @Test
        void aPermitCountsFromItsInstantOn() {
            ClusterPicture cluster = cluster("a: b:");
            Permitted bind = cluster.place(web(1), "a").isGranted();

            assertThat(bind.answer())
                    .isInstanceOfSatisfying(
                            PermitAnswer.Granted.class,
                            granted -> assertThat(granted.permit().node()).isEqualTo("a"));
            cluster.looksLike("a:web-1? b:").filter(web(2)).offers("b").refuses(Reason.GROUP_PRESENT, "a");
        }

        @Test
        void ofTwoSiblingsOfferedOneHostTheSecondIsRefused() {
            ClusterPicture cluster = cluster("a:");
            cluster.filter(web(1)).offers("a");
            cluster.filter(web(2)).offers("a");
            cluster.bind(web(1), "a").isGranted();
            cluster.bind(web(2), "a")
                    .isRefused(Reason.GROUP_PRESENT)
                    .isRefusedSaying("a: host already has a pod of group app=web (required host max 1)");
        }

        @Test
        void theRulesOfOthersAreCheckedAgainToo() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.filter(pod("web-9")).offersEverything();
            cluster.place(web(1), "a").isGranted();
            cluster.bind(pod("web-9"), "a").isRefused(Reason.CARRIER_PRESENT);
            cluster.bind(pod("web-9"), "b").isGranted();
        }

        @Test
        void refusesAPodNeverSeen() {
            cluster("a:").bind(web(), "a").isRefused(Reason.POD_UNKNOWN);
        }

        @Test
        void aPodThatOnlyFilterHasShownIsBoundByItsRule() {
            ClusterPicture cluster = cluster("a:1 b:");
            cluster.filter(web(9));
            cluster.bind(web(9), "a").isRefused(Reason.GROUP_PRESENT);
            cluster.bind(web(9), "b").isGranted();
        }

        @Test
        void aMalformedRuleIsRefused() {
            cluster("a:").place(web().spread("requird"), "a").isRefused(Reason.INVALID_RULE);
        }

        @Test
        void aNodeNotYetSeenIsRefused() {
            ClusterPicture cluster = cluster("a:");
            cluster.filter(web());
            cluster.bind(web(), "new").isRefused(Reason.NODE_UNKNOWN).isRefusedSaying("new: node is not known yet");
            cluster.nodeGone("a").bind(web(), "a").isRefused(Reason.NODE_UNKNOWN);
        }

        @Test
        void aNodeWithoutTheKeyIsRefused() {
            cluster("a: b/z1:").place(web().spread("required zone"), "a").isRefused(Reason.KEY_MISSING);
        }

        @Test
        void beforeTheClusterIsSeenWholeEveryBindingIsRefused() {
            unsynced("a:").place(web(), "a").isRefused(Reason.NOT_SYNCED);
            unsynced("a:").place(pod("db"), "a").isRefused(Reason.NOT_SYNCED);
            cluster("a:").place(pod("db"), "a").isGranted();
        }

        @Test
        void aPodWithoutARuleMayBeBoundAnywhereAndCounts() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(pod("web-1"), "new").isGranted();
            cluster.shows(NodePicture.node("new")).filter(web(2)).offers("a");
        }

        @Test
        void grantsANodeNotYetSeenIfOnlyPreferencesConcernIt() {
            ClusterPicture cluster = cluster("a:").shows(pod("web-1").spread("preferred"));
            cluster.place(pod("web-2"), "new").isGranted();
            cluster.place(pod("web-1").spread("preferred"), "new").isGranted();
        }

        @Test
        void aCarrierOnANodeNotYetSeenKeepsOthersAwayInEveryZone() {
            ClusterPicture cluster =
                    cluster("a/z1:").shows(web(1).spread("required zone").on("new"));
            cluster.filter(pod("web-2")).offersNothing().refuses(Reason.CARRIER_PRESENT, "a");
            cluster.bind(pod("web-2"), "a").isRefused(Reason.CARRIER_PRESENT);
        }

        @Test
        void aCarrierOfItsSpecOnANodeNotYetSeenKeepsOthersAwayInEveryZone() {
            PodPicture carrier = pod("db-1")
                    .spread("spec")
                    .antiAffinity(Selector.of(Labels.of("app", "web")), TopologyKey.ZONE.label());
            ClusterPicture cluster = cluster("a/z1:").shows(carrier.on("new"));
            cluster.filter(pod("web-2")).offersNothing().refuses(Reason.CARRIER_PRESENT, "a");
        }

        @Test
        void aCarrierThatAllowsMoreOnANodeNotYetSeenKeepsTheLastSlotFree() {
            ClusterPicture cluster = cluster("a/z1:web b/z2:")
                    .shows(web(5).spread("required zone max 2").on("new"));
            cluster.filter(pod("web-9")).offers("b");
        }

        /** Whose node is not there, as far as is known; after a restart nothing is known of nodes that are gone. */
        @Test
        void aTerminatingPodOnANodeNotYetSeenFillsNoZone() {
            ClusterPicture cluster = cluster("a/z1:")
                    .shows(web(1).spread("required zone").on("gone").terminating());
            cluster.filter(web(2).spread("required zone")).offers("a");
        }

        /** Its zone may turn out to be any. */
        @Test
        void countsASiblingOnANodeNotYetSeenInEveryZone() {
            ClusterPicture cluster = cluster("a/z1:");
            PermitAnswer first = cluster.place(pod("web-1"), "new").answer();
            PermitAnswer second =
                    cluster.place(web(2).spread("required zone"), "a").answer();
            cluster.shows(NodePicture.node("new/z1"));

            assertThat(List.of(first, second))
                    .as(cluster::toString)
                    .haveAtMost(1, new Condition<>(PermitAnswer.Granted.class::isInstance, "granted"));
        }

        @Test
        void aPermittedPodIsPermittedAgainToItsNodeOnly() {
            ClusterPicture cluster = cluster("a: b:");
            Permit first = cluster.place(web(), "a").permit();

            cluster.bind(web(), "b")
                    .isRefused(Reason.PLACED_ELSEWHERE)
                    .isRefusedSaying("default/web is bound, or being bound, to a");
            assertThat(cluster.bind(web(), "a").permit().number()).isNotEqualTo(first.number());
            cluster.filter(web()).offers("a").refuses(Reason.PLACED_ELSEWHERE, "b");
            cluster.looksLike("a:web? b:");
        }

        @Test
        void aBoundPodIsBoundAgainOnlyWhereItIs() {
            ClusterPicture cluster = cluster("a: b:").shows(web().on("a"));
            cluster.bind(web(), "b").isRefused(Reason.PLACED_ELSEWHERE);
            cluster.bind(web(), "a")
                    .settle(new BindOutcome.AlreadyThere())
                    .succeeds()
                    .looksLike("a:web b:");
            cluster.afterSeconds(60).tick().readsNothing();
        }

        /** The watch may not have told yet that a pod is gone; its bind must not succeed from memory. */
        @Test
        void aBoundPodThatIsGoneIsNotBoundAgain() {
            ClusterPicture cluster = cluster("a: b:").shows(web().on("a"));
            cluster.bind(web(), "a")
                    .settle(new BindOutcome.Gone())
                    .fails(Reason.NOT_BOUND)
                    .looksLike("a: b:");
        }

        /** A binding in doubt may not have happened: what has come to the node since counts. */
        @Test
        void aBindingInDoubtIsNotRepeatedWhereAnotherHasCome() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").settle(UNKNOWN).fails(Reason.OUTCOME_UNKNOWN);
            cluster.shows(web(2).on("a"));
            cluster.bind(web(1), "a").isRefused(Reason.GROUP_PRESENT);
        }

        @Test
        void moreThanOneMayBePermittedUpToMax() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(web(1).spread("required max 2"), "a").isGranted();
            cluster.place(web(2).spread("required max 2"), "a").isGranted();
            cluster.filter(web(3).spread("required max 2")).isNotNow(Reason.PERMITTED);
            cluster.bind(web(3), "a").isRefused(Reason.GROUP_PRESENT);
        }
    }

    @Nested
    class Outcomes {
        @Test
        void boundCountsAndSucceeds() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").settle(BOUND).succeeds().looksLike("a:web-1 b:");
            cluster.filter(web(2)).offers("b");
            cluster.afterSeconds(9).tick().readsNothing();
        }

        @Test
        void alreadyThereIsSuccess() {
            cluster("a:")
                    .place(web(), "a")
                    .settle(new BindOutcome.AlreadyThere())
                    .succeeds()
                    .looksLike("a:web");
        }

        @Test
        void forbiddenFreesTheSlot() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(web(1), "a")
                    .settle(FORBIDDEN)
                    .fails(Reason.NOT_BOUND)
                    .looksLike("a:")
                    .hasWaiting(web(1));
            cluster.place(web(2), "a").isGranted();
        }

        @Test
        void goneForgetsThePod() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(web(1), "a")
                    .settle(new BindOutcome.Gone())
                    .fails(Reason.NOT_BOUND)
                    .knowsNothingOf(web(1));
            cluster.looksLike("a:").place(web(2), "a").isGranted();
        }

        @Test
        void aNameThatBelongsToAnotherPodForgetsThePod() {
            cluster("a:")
                    .place(web(), "a")
                    .settle(new BindOutcome.UidChanged("new"))
                    .fails(Reason.NOT_BOUND)
                    .knowsNothingOf(web())
                    .looksLike("a:");
        }

        @Test
        void aNameThatBelongsToAnotherPodLeavesThatPodAlone() {
            ClusterPicture cluster = cluster("a: b:");
            Permitted bind = cluster.place(web(), "a").isGranted();
            cluster.shows(web().uid("new").on("b").version(9));
            bind.settle(new BindOutcome.UidChanged("new"))
                    .fails(Reason.NOT_BOUND)
                    .looksLike("a: b:web");
        }

        @Test
        void unknownKeepsTheSlot() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a")
                    .settle(UNKNOWN)
                    .fails(Reason.OUTCOME_UNKNOWN)
                    .looksLike("a:web-1? b:");
            cluster.filter(web(1)).offers("a");
            cluster.filter(web(2)).offers("b");
        }

        @Test
        void unknownIsNoSuccessThoughThePodWasSeenBoundThere() {
            ClusterPicture cluster = cluster("a:");
            Permitted bind = cluster.place(web(), "a").isGranted();
            cluster.shows(web().on("a").version(2));
            bind.settle(UNKNOWN).fails(Reason.OUTCOME_UNKNOWN).looksLike("a:web");
        }

        @Test
        void unknownOfAPodSeenBoundElsewhereIsNone() {
            ClusterPicture cluster = cluster("a: b:");
            Permitted bind = cluster.place(web(), "a").isGranted();
            cluster.shows(web().on("b").version(2));
            bind.settle(UNKNOWN).fails(Reason.OUTCOME_UNKNOWN).looksLike("a: b:web");
        }

        @Test
        void aLaterAnswerSettlesAnUnknownOne() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(web(), "a").settle(UNKNOWN).fails(Reason.OUTCOME_UNKNOWN);
            cluster.bind(web(), "a")
                    .settle(new BindOutcome.AlreadyThere())
                    .succeeds()
                    .looksLike("a:web");
            cluster.afterSeconds(9).tick().readsNothing();
        }

        @Test
        void theWatchSettlesAPermit() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(web(), "a").isGranted();
            cluster.shows(web().on("a").version(2)).looksLike("a:web");
            cluster.afterSeconds(60).tick().readsNothing();
        }

        @Test
        void theEndOfThePodEndsItsPermit() {
            ClusterPicture cluster = cluster("a:");
            Permitted bind = cluster.place(web(), "a").isGranted();
            cluster.gone(web()).looksLike("a:").afterSeconds(60).tick().readsNothing();
            bind.settle(BOUND).succeeds().looksLike("a:");
        }

        @Test
        void aLateRefusalOfAnOlderPermitTakesNothingFromALaterOne() {
            ClusterPicture cluster = cluster("a:");
            Permitted first = cluster.place(web(), "a").isGranted();
            cluster.bind(web(), "a").isGranted();
            first.settle(FORBIDDEN).fails(Reason.NOT_BOUND).looksLike("a:web?");
        }

        @Test
        void aRefusalOfAPodSeenBoundTakesNothing() {
            ClusterPicture cluster = cluster("a:");
            Permitted bind = cluster.place(web(), "a").isGranted();
            cluster.shows(web().on("a").version(2));
            bind.settle(FORBIDDEN).fails(Reason.NOT_BOUND).looksLike("a:web");
        }

        @Test
        void elsewhereFailsAndFreesTheSlot() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").settle(new BindOutcome.Elsewhere("b")).fails(Reason.NOT_BOUND);
            cluster.filter(web(2), "a").offers("a");
        }

        /** The API server has just said where the pod is; the watch may need seconds to say so too. */
        @Test
        void aPodBoundElsewhereCountsThereAtOnce() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").settle(new BindOutcome.Elsewhere("b")).fails(Reason.NOT_BOUND);
            cluster.hasPlaced(web(1), "b").filter(web(2)).offers("a");
        }

        /** A late answer is about the node that it was sent for. */
        @Test
        void aLateSuccessCountsWhereItHappened() {
            ClusterPicture cluster = cluster("a: b:");
            Permitted first = cluster.place(web(1), "a").isGranted();
            first.settle(UNKNOWN)
                    .fails(Reason.OUTCOME_UNKNOWN)
                    .afterSeconds(30)
                    .tick()
                    .found(web(1));
            cluster.bind(web(1), "b").isGranted();

            first.settle(BOUND).succeeds();
            cluster.hasPlaced(web(1), "a").filter(web(2)).offers("b");
        }

        @Test
        void aSuccessCountsAlsoIfThePermitWasWithdrawnMeanwhile() {
            ClusterPicture cluster = cluster("a: b:");
            Permitted bind = cluster.place(web(1), "a").isGranted();
            bind.settle(UNKNOWN)
                    .fails(Reason.OUTCOME_UNKNOWN)
                    .afterSeconds(30)
                    .tick()
                    .found(web(1));

            bind.settle(BOUND).succeeds();
            cluster.hasPlaced(web(1), "a").filter(web(2)).offers("b");
        }

        /** That a later binding is turned away at the door says nothing about an earlier one that may commit yet. */
        @Test
        void aRefusalDoesNotSettleAnEarlierUnknownOutcome() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a")
                    .settle(UNKNOWN)
                    .fails(Reason.OUTCOME_UNKNOWN)
                    .afterSeconds(1);
            cluster.bind(web(1), "a").settle(FORBIDDEN).fails(Reason.NOT_BOUND);

            cluster.looksLike("a:web-1? b:").filter(web(2)).offers("b");
        }
    }

    /** A filter call may come late, about a pod that was replaced meanwhile. */
    @Test
    void remembersNoSupersededPod() {
        ClusterPicture cluster = cluster("a:").shows(web(1).uid("new").version(9));
        cluster.filter(web(1).uid("old").version(2)).isNotNow(Reason.POD_UNKNOWN);
        assertThat(cluster.arbiter().sizes().unseen()).isZero();
    }

    @Nested
    class Reads {
        private ClusterPicture unknown() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").settle(UNKNOWN).fails(Reason.OUTCOME_UNKNOWN);
            return cluster;
        }

        @Test
        void anUnknownOutcomeIsReadNotBeforeItsTime() {
            ClusterPicture cluster = unknown();
            cluster.tick().readsNothing().after(Duration.ofMillis(9_999)).tick().readsNothing();
            cluster.after(Duration.ofMillis(1)).tick().reads("web-1");
        }

        @Test
        void aPodIsReadOnceAtATime() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            cluster.tick().reads("web-1");
            cluster.afterSeconds(10).tick().readsNothing();
        }

        @Test
        void aPodFoundUnboundIsFree() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            cluster.tick().found(web(1)).looksLike("a: b:").hasWaiting(web(1));
            cluster.bind(web(1), "b").isGranted();
            cluster.afterSeconds(9).tick().readsNothing();
        }

        @Test
        void aPodFoundBoundIsBound() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            cluster.tick().found(web(1).on("a").version(2)).looksLike("a:web-1 b:");
            cluster.afterSeconds(19).tick().readsNothing();
        }

        /** Only the watch tells when a pod is gone; one that it has never shown may be gone before. */
        @Test
        void aPodFoundBoundIsReadAgainUntilTheWatchShowsIt() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            cluster.tick()
                    .found(web(1).on("a").version(2))
                    .afterSeconds(19)
                    .tick()
                    .readsNothing()
                    .afterSeconds(1)
                    .tick()
                    .found(web(1).on("a").version(2))
                    .afterSeconds(39)
                    .tick()
                    .readsNothing()
                    .afterSeconds(1)
                    .tick()
                    .foundNone()
                    .knowsNothingOf(web(1))
                    .looksLike("a: b:");
        }

        @Test
        void aPodFoundBoundElsewhereIsThere() {
            unknown().afterSeconds(10).tick().found(web(1).on("b").version(2)).looksLike("a: b:web-1");
        }

        @Test
        void aPodNotFoundIsForgotten() {
            unknown().afterSeconds(10).tick().foundNone().knowsNothingOf(web(1)).looksLike("a: b:");
        }

        @Test
        void forgetsABindingInDoubtIfAnotherPodHasTheName() {
            unknown()
                    .afterSeconds(10)
                    .tick()
                    .found(web(1).uid("new").version(9))
                    .knowsNothingOf(web(1))
                    .looksLike("a: b:");
        }

        @Test
        void aFailedReadChangesNothingAndIsRepeated() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            cluster.tick().failed().looksLike("a:web-1? b:");
            cluster.tick().reads("web-1");
        }

        @Test
        void aReadForAnEarlierPermitTakesNothingFromALaterOne() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            ClusterPicture.Ticked reading = cluster.tick().reads("web-1");
            cluster.bind(web(1), "a").isGranted();
            reading.found(web(1)).looksLike("a:web-1? b:");
        }

        @Test
        void aReadOvertakenByTheWatchTakesNothing() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            ClusterPicture.Ticked reading = cluster.tick().reads("web-1");
            cluster.shows(web(1).on("a").version(5));
            reading.found(web(1).version(2)).looksLike("a:web-1 b:");
        }

        /** Nobody would ever say again that it is gone. */
        @Test
        void aReadOvertakenByThePodsEndBringsNothingBack() {
            ClusterPicture cluster = unknown().afterSeconds(10);
            ClusterPicture.Ticked reading = cluster.tick().reads("web-1");
            cluster.gone(web(1));
            reading.found(web(1).on("a").version(2)).knowsNothingOf(web(1)).looksLike("a: b:");
        }

        /** If all threads stood still for long after the permit, the binding may be sent only now. */
        @Test
        void aPermitWhoseBindingHasNotBeenAnsweredIsNotRead() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").isGranted();
            cluster.afterSeconds(60).tick().readsNothing().looksLike("a:web-1? b:");
        }

        /** A binding that waited for a thread was sent up to the moment at which its outcome came. */
        @Test
        void theTimeToReadCountsFromTheOutcomeNotFromThePermit() {
            ClusterPicture cluster = cluster("a: b:");
            Permitted bind = cluster.place(web(1), "a").isGranted();
            cluster.afterSeconds(9);
            bind.settle(UNKNOWN).fails(Reason.OUTCOME_UNKNOWN);
            cluster.afterSeconds(9).tick().readsNothing();
            cluster.afterSeconds(1).tick().reads("web-1");
        }
    }

    @Nested
    class Forgetting {
        @Test
        void aPodThatOnlyFilterHasShownIsForgottenInTime() {
            ClusterPicture cluster = cluster("a:");
            cluster.filter(web());
            cluster.afterSeconds(600).tick();
            cluster.hasWaiting(web()).afterSeconds(1).tick();
            cluster.knowsNothingOf(web());
        }

        @Test
        void soIsOneWithoutARule() {
            ClusterPicture cluster = cluster("a:");
            cluster.filter(pod("db"));
            cluster.afterSeconds(601).tick();
            cluster.knowsNothingOf(pod("db"));
        }

        @Test
        void aPodThatTheWatchHasShownStays() {
            ClusterPicture cluster = cluster("a:");
            cluster.filter(web());
            cluster.shows(web()).shows(pod("db")).afterSeconds(10_000).tick();
            cluster.hasWaiting(web()).hasWaiting(pod("db"));
        }

        @Test
        void aPodThatTheWatchHasShownStaysAlsoIfFilterKnewMore() {
            ClusterPicture cluster = cluster("a:").shows(pod("db"));
            cluster.filter(pod("db").version(2));
            cluster.afterSeconds(601).tick();
            cluster.hasWaiting(pod("db"));
        }

        @Test
        void aPodThatIsFilteredAgainIsRememberedFromThen() {
            ClusterPicture cluster = cluster("a:");
            cluster.filter(web());
            cluster.afterSeconds(590).filter(web());
            cluster.afterSeconds(20).tick();
            cluster.hasWaiting(web()).bind(web(), "a").isGranted();
        }

        @Test
        void aPermittedPodIsNotForgotten() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.place(web(1), "a").isGranted();
            cluster.afterSeconds(10_000).tick();
            cluster.looksLike("a:web-1? b:").filter(web(2)).offers("b");
        }

        /** It may have come and gone while the watch was away: then no event will ever tell. */
        @Test
        void aBoundPodThatTheWatchNeverShowsIsLookedUp() {
            ClusterPicture cluster = cluster("a:");
            cluster.place(web(), "a").settle(BOUND).succeeds();
            cluster.afterSeconds(601).tick().reads("web").foundNone().looksLike("a:");
        }
    }

    /** What the API server has said is gone never comes back, whatever the watch, which lags, tells of it from before. */
    @Nested
    class Gone {
        private static final List<BindOutcome> ALL =
                List.of(new BindOutcome.Gone(), new BindOutcome.UidChanged("another"));

        private static ClusterPicture gone(BindOutcome outcome) {
            return cluster("a: b:")
                    .shows(web(1))
                    .place(web(1), "a")
                    .settle(outcome)
                    .fails(Reason.NOT_BOUND)
                    .shows(web(1).version(2));
        }

        @Test
        void staysSoAfterAnAnswerToABinding() {
            for (BindOutcome outcome : ALL) {
                ClusterPicture cluster = gone(outcome).knowsNothingOf(web(1));
                cluster.filter(web(1).version(3)).isNotNow(Reason.POD_UNKNOWN);
                cluster.knowsNothingOf(web(1));
            }
        }

        @Test
        void staysSoAfterARead() {
            ClusterPicture cluster = cluster("a:").shows(web(1));
            cluster.place(web(1), "a").settle(UNKNOWN);
            cluster.afterSeconds(10).tick().foundNone();
            cluster.shows(web(1).version(2)).knowsNothingOf(web(1));
        }

        @Test
        void staysSoAfterAReadThatShowsAnotherOfTheName() {
            ClusterPicture cluster = cluster("a:").shows(web(1));
            cluster.place(web(1), "a").settle(UNKNOWN);
            cluster.afterSeconds(10).tick().found(web(1).uid("another").version(5));
            cluster.shows(web(1).version(2)).knowsNothingOf(web(1));
        }

        @Test
        void isRememberedUntilTheWatchReportsIt() {
            ClusterPicture cluster = gone(new BindOutcome.Gone()).gone(web(1));
            assertThat(cluster.arbiter().sizes().gone()).isZero();
        }

        @Test
        void isRememberedForNoLongerThanAPodThatTheWatchDoesNotShow() {
            ClusterPicture cluster = gone(new BindOutcome.Gone());
            cluster.afterSeconds(599).tick();
            assertThat(cluster.arbiter().sizes().gone()).isOne();
            cluster.afterSeconds(1).tick();
            assertThat(cluster.arbiter().sizes().gone()).isZero();
        }

        @Test
        void isRememberedOfSoManyPodsAndNoMore() {
            int most = 10_000;
            Cluster known = new Cluster();
            Ledger ledger = new Ledger(known, PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS);
            Moment now = new Moment(0);
            for (int i = 0; i <= most; i++) {
                ledger.put(web(i).info(), true, now);
                ledger.removeBeforeShown(web(i).id(), now);
            }
            assertThat(ledger.sizes().gone()).isEqualTo(most);
            ledger.put(web(1).info(), true, now);
            assertThat(known.pod(web(1).id())).isEmpty();
        }

        @Test
        void isIgnoredIfTheWatchHasReportedItBefore() {
            ClusterPicture cluster = cluster("a:").shows(web(1));
            Permitted bind = cluster.place(web(1), "a").isGranted();
            cluster.gone(web(1));
            bind.settle(new BindOutcome.Gone());
            assertThat(cluster.arbiter().sizes().gone()).isZero();
        }
    }
}
