package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.ClusterPicture.unsynced;
import static dev.evenkeel.placement.NodePicture.node;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Reason;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FilterTest {
    @Nested
    class Required {
        @Test
        void aHostWithASiblingIsFull() {
            cluster("a:2 b:1 c:0")
                    .filter(web())
                    .offers("c")
                    .refuses(Reason.GROUP_PRESENT, "a", "b")
                    .says("host already has a pod of group app=web (required host max 1)");
        }

        @Test
        void withMaxAHostTakesAsMany() {
            cluster("a:2 b:1 c:0")
                    .filter(web().spread("required max 2"))
                    .offers("b", "c")
                    .says("host already has 2 pods of group app=web (required host max 2)");
        }

        @Test
        void aZoneWithASiblingIsFullOnAllItsNodes() {
            cluster("a/z1:web b/z1: c/z2:db d/z2:")
                    .filter(web().spread("required zone"))
                    .offers("c", "d")
                    .refuses(Reason.GROUP_PRESENT, "a", "b")
                    .says("zone already has a pod of group app=web (required zone max 1)");
        }

        @Test
        void everyTermHasToHold() {
            cluster("a/z1:web b/z1: c/z2: d/z3:web")
                    .filter(web().spread("required host, required zone max 1"))
                    .offers("c");
            cluster("a/z1:web b/z1: c/z2: d/z3:web,web")
                    .filter(web().spread("required host, required zone max 2"))
                    .offers("b", "c");
        }

        @Test
        void aNodeWithoutTheKeyIsNotEligible() {
            cluster("a: b/z1:")
                    .filter(web().spread("required zone"))
                    .offers("b")
                    .refuses(Reason.KEY_MISSING, "a")
                    .says("node has no label topology.kubernetes.io/zone (required zone max 1)");
            cluster("a: b:")
                    .shows(node("a").version(2).without("kubernetes.io/hostname"))
                    .filter(web())
                    .offers("b");
        }

        @Test
        void anyLabelMakesDomains() {
            cluster("")
                    .shows(node("a").label("rack", "r1"))
                    .shows(node("b").label("rack", "r1"))
                    .shows(node("c").label("rack", "r2"))
                    .shows(pod("web-1").on("a"))
                    .filter(web().spread("required rack"))
                    .offers("c");
        }

        @Test
        void whenEveryHostIsFullThePodWaits() {
            cluster("a:1 b:1").filter(web()).offersNothing().refuses(Reason.GROUP_PRESENT, "a", "b");
        }

        @Test
        void otherGroupsAndNamespacesDoNotCount() {
            cluster("a:db b:web.")
                    .shows(pod("web-9").in("shop").on("a"))
                    .filter(web())
                    .offers("a", "b");
        }

        @Test
        void aTerminatingSiblingHoldsItsHost() {
            cluster("a:web! b:").filter(web()).offers("b");
        }

        @Test
        void aTerminatingSiblingOfADeadNodeHoldsItsHostButNotItsZone() {
            cluster("a/z1!:web! b/z1:").filter(web().spread("required zone")).offers("a", "b");
            cluster("a/z1!:web! b/z1:").filter(web()).offers("b");
        }

        @Test
        void nodesOfOneHostnameAreOneHost() {
            cluster("")
                    .shows(node("a").hostname("h"))
                    .shows(node("b").hostname("h"))
                    .shows(node("c"))
                    .shows(pod("web-1").on("a"))
                    .filter(web())
                    .offers("c");
        }

        @Test
        void perRevisionLeavesTheOldRevisionAside() {
            PodPicture old = pod("web-1").label("pod-template-hash", "1").on("a");
            PodPicture fresh = web(2).label("pod-template-hash", "2");

            cluster("a: b:")
                    .shows(old)
                    .filter(fresh.spread("required per-revision"))
                    .offers("a", "b");
            cluster("a: b:").shows(old).filter(fresh).offers("b");
        }

        @Test
        void aZoneThatTheApiServerCopiedOntoASiblingDoesNotPartTheGroup() {
            cluster("a: b:")
                    .shows(pod("web-1")
                            .label("topology.kubernetes.io/zone", "z1")
                            .on("a"))
                    .filter(web())
                    .offers("b");
        }

        @Test
        void answersForTheCandidatesOnly() {
            cluster("a:1 b: c:").filter(web(), "a", "b").offers("b").refuses(Reason.GROUP_PRESENT, "a");
        }

        @Test
        void askingTwiceGivesTheSameAnswer() {
            ClusterPicture cluster = cluster("a:1 b: c:");
            cluster.filter(web()).offers("b", "c");
            cluster.filter(web()).offers("b", "c");
            cluster.looksLike("a:web-1 b: c:").hasWaiting(web());
        }

        @Test
        void aPodDoesNotCountAgainstItselfWhileItWaits() {
            cluster("a:").shows(web()).filter(web()).offers("a");
        }
    }

    @Nested
    class OtherAsks {
        @Test
        void preferredRefusesNoNode() {
            cluster("a:2 b:").filter(web().spread("preferred")).offersEverything();
        }

        @Test
        void aPodWithoutARuleMayGoAnywhereAlsoToNodesNotYetKnown() {
            cluster("a:2 b:").filter(pod("web"), "a", "b", "new").offersEverything();
            cluster("a:2 b:").filter(web().spread("off"), "a", "new").offersEverything();
        }

        @Test
        void aMalformedRuleKeepsThePodWaitingAndSaysWhy() {
            cluster("a: b:")
                    .filter(web().spread("requird"))
                    .offersNothing()
                    .refuses(Reason.INVALID_RULE, "a", "b")
                    .says(
                            "evenkeel.dev/spread \"requird\": expected terms of required or preferred, spec, or off at character 1");
        }

        @Test
        void takesAFixedRule() {
            ClusterPicture cluster = cluster("a: b:");
            cluster.filter(web().spread("requird")).offersNothing();
            cluster.filter(web().version(2)).offers("a", "b");
        }
    }

    @Nested
    class Knowledge {
        @Test
        void beforeTheClusterIsSeenWholeARequiredRuleGetsNoAnswer() {
            ClusterPicture cluster = unsynced("a: b:");
            assertThat(cluster.arbiter().isSynced()).isFalse();
            cluster.filter(web()).isNotNow(Reason.NOT_SYNCED);
            cluster.synced().filter(web()).offers("a", "b");
        }

        @Test
        void beforeTheClusterIsSeenWholeAnyPodMayMatchARuleThatIsNotKnownYet() {
            ClusterPicture cluster = unsynced("a:web* b:");
            cluster.filter(pod("web-9")).isNotNow(Reason.NOT_SYNCED);
            cluster.filter(pod("db")).isNotNow(Reason.NOT_SYNCED);
            cluster.filter(web().spread("requird").labels("app=x").version(2)).offersNothing();
            cluster.synced().filter(pod("db")).offersEverything();
        }

        @Test
        void nodesNotYetSeenAreNotOffered() {
            cluster("a: b:1").filter(web(), "a", "b", "new").offers("a");
        }

        @Test
        void asksAgainSoonIfOnlyNodesNotYetSeenCouldTakeThePod() {
            cluster("a:1").filter(web(), "a", "new").isNotNow(Reason.NODE_UNKNOWN);
        }

        @Test
        void aNodeThatIsGoneIsNotOffered() {
            ClusterPicture cluster = cluster("a: b:1").nodeGone("a");
            cluster.filter(web(), "a", "b").isNotNow(Reason.NODE_UNKNOWN);
            cluster.shows(node("a").version(2)).filter(web(), "a", "b").offers("a");
            cluster.shows(node("c"))
                    .nodeGone("a")
                    .filter(web(), "a", "b", "c")
                    .offers("c")
                    .refuses(Reason.NODE_UNKNOWN, "a");
        }

        @Test
        void aNodeThatIsGoneAndBackStillHoldsItsPods() {
            cluster("a:1 b:")
                    .nodeGone("a")
                    .shows(node("a").version(2))
                    .filter(web())
                    .offers("b");
        }

        @Test
        void theSupersededPodOfANameGetsNoAnswer() {
            cluster("a:")
                    .shows(web().uid("new").version(7))
                    .filter(web().version(6))
                    .isNotNow(Reason.POD_UNKNOWN);
        }

        @Test
        void aFilterCallThatKnowsLessThanTheWatchChangesNothing() {
            ClusterPicture cluster = cluster("a:1 b:").shows(web().version(7));
            cluster.filter(web().version(6).withoutAnnotations()).offers("b");
            cluster.filter(web().version(7).withoutAnnotations()).offers("b");
        }

        @Test
        void aFilterCallThatKnowsMoreThanTheWatchIsBelieved() {
            ClusterPicture cluster = cluster("a:1 b:").shows(pod("web").version(6));
            cluster.filter(web().version(7)).offers("b");
            cluster.shows(pod("web").version(6)).filter(web().version(7)).offers("b");
        }

        @Test
        void aPodThatIsBoundIsOfferedItsNodeOnly() {
            ClusterPicture cluster = cluster("a: b:").shows(web().on("a").version(2));
            cluster.filter(web()).offers("a").refuses(Reason.PLACED_ELSEWHERE, "b");
            cluster.filter(web(), "b").isNotNow(Reason.PLACED_ELSEWHERE);
            cluster.filter(web(), "a").offers("a");
        }
    }

    /** Pods that match somebody's required rule without carrying it themselves. */
    @Nested
    class Inverse {
        @Test
        void aPodThatMatchesACarriersRuleKeepsAwayFromIt() {
            cluster("a:web* b:db c:")
                    .filter(pod("web-9"))
                    .offers("b", "c")
                    .refuses(Reason.CARRIER_PRESENT, "a")
                    .says("host has a pod whose rule allows no more of group app=web (its required host max 1)");
        }

        @Test
        void siblingsWithoutARuleDoNotKeepItAway() {
            cluster("a:web* b:web c:").filter(pod("web-9")).offers("b", "c");
        }

        @Test
        void theRuleHoldsForTheWholeDomainOfItsCarrier() {
            cluster("a/z1:web b/z1: c/z2:")
                    .shows(pod("web-1").on("a").spread("required zone").version(2))
                    .filter(pod("web-9"))
                    .offers("c");
        }

        @Test
        void aCarrierThatAllowsMoreIsNotYetFull() {
            ClusterPicture cluster = cluster("a:web b:")
                    .shows(pod("web-1").on("a").spread("required max 2").version(2));
            cluster.filter(pod("web-8")).offers("a", "b");
            cluster.shows(pod("web-8").on("a").version(2)).filter(pod("web-9")).offers("b");
        }

        @Test
        void aWaitingCarrierKeepsNoPodAway() {
            cluster("a: b:").shows(web()).filter(pod("web-9")).offers("a", "b");
        }

        @Test
        void aStricterSiblingBindsOneThatAllowsMore() {
            cluster("a:web* b:")
                    .filter(web(9).spread("required max 5"))
                    .offers("b")
                    .refuses(Reason.CARRIER_PRESENT, "a");
        }

        @Test
        void theCarriersGroupNotTheNewcomersDecides() {
            ClusterPicture cluster = cluster("a:web* b:");
            cluster.filter(pod("x").labels("app=web,tier=front")).offers("b");
            cluster.filter(pod("y").labels("tier=front")).offersEverything();
            cluster.filter(pod("z").in("shop").labels("app=web")).offersEverything();
        }

        @Test
        void aPodMayNotBreakTheRuleOfACarrierWithFewerLabelsThanItsOwn() {
            cluster("a:web* b:")
                    .filter(pod("x").labels("app=web,tier=front").spread("required"))
                    .offers("b")
                    .refuses(Reason.CARRIER_PRESENT, "a");
        }

        @Test
        void dropsARuleWithItsLastCarrier() {
            cluster("a:web* b:").gone("web-1").filter(pod("web-9")).offersEverything();
            cluster("a:web* b:")
                    .shows(pod("web-1").on("a").version(2))
                    .filter(pod("web-9"))
                    .offersEverything();
            cluster("a:web*. b:").filter(pod("web-9")).offers("a", "b");
        }
    }
}
