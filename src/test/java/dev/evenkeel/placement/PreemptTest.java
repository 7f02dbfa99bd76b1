package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;

import dev.evenkeel.api.Reason;
import org.junit.jupiter.api.Test;

class PreemptTest {
    @Test
    void keepsCandidatesWhereTheRuleHoldsOnceTheVictimsAreGone() {
        ClusterPicture cluster = cluster("a:web,db b:web c:db d:web,web");
        cluster.filter(web(9));

        cluster.preempt(web(9), "a:web-1 b:db-1 c:db-2 d:web-3").keeps("a", "c");
        cluster.preempt(web(9), "a:db-1 b:web-2 d:web-3,web-4").keeps("b", "d");
        cluster.looksLike("a:db-1,web-1 b:web-2 c:db-2 d:web-3,web-4");
    }

    @Test
    void afterTheQuestionAllIsAsBefore() {
        ClusterPicture cluster = cluster("a:1 b:");
        cluster.filter(web(9)).offers("b");
        cluster.preempt(web(9), "a:web-1 b:").keeps("a", "b");
        cluster.filter(web(9)).offers("b");
    }

    @Test
    void victimsElsewhereFreeAZone() {
        ClusterPicture cluster = cluster("a/z1:web b/z1:");
        cluster.filter(web(9).spread("required zone")).offersNothing();
        cluster.preempt(web(9), "b:web-1").keeps("b");
        cluster.preempt(web(9), "b:").keeps();
    }

    @Test
    void theRulesOfOthersHaveToHoldToo() {
        ClusterPicture cluster = cluster("a:web*,db b:web");
        cluster.filter(pod("web-9"));

        cluster.preempt(pod("web-9"), "a:db-1 b:web-2").keeps("b");
        cluster.preempt(pod("web-9"), "a:web-1").keeps("a");
    }

    @Test
    void candidatesThatAreNotKnownAreDroppedForAPodWithARule() {
        ClusterPicture cluster = cluster("a:");
        cluster.filter(web());
        cluster.preempt(web(), "a: new:").keeps("a");
    }

    @Test
    void aPodWithoutARuleKeepsAll() {
        cluster("a:1").preempt(pod("db"), "a: new:").keeps("a", "new");
    }

    /** Where no node has room, filter is not called before. */
    @Test
    void aPodThatFilterHasNotSeenIsBoundByItsRule() {
        cluster("a:1 b:db").preempt(web(9), "a: b:db-1").keeps("b");
    }

    /** It could not take the place that the victims leave, and the next victims would go. */
    @Test
    void aPodThatFilterWouldRefuseEverywhereKeepsNone() {
        cluster("a:db").preempt(web(9).spread("requird"), "a:db-1").keeps();
    }

    @Test
    void ignoresVictimsThatAreGoneAlready() {
        ClusterPicture cluster = cluster("a:1");
        cluster.filter(web(9));
        cluster.gone("web-1").preempt(web(9), "a:web-1").keeps("a");
    }

    /** Bind would refuse it there, and the victim have died in vain. */
    @Test
    void keepsNoCandidateThatIsSetAsideForASibling() {
        ClusterPicture cluster = cluster("a:low b:low").shows(web(1).nominated("a"));
        cluster.filter(web(2), "b");

        cluster.preempt(web(2), "a:low-1 b:low-2").keeps("b");
        cluster.gone("low-1").bind(web(2), "a").isRefused(Reason.SET_ASIDE);
        cluster.gone("low-2").bind(web(2), "b").isGranted();
    }

    /** kube-scheduler has found no node for it, and leaves the nomination where it is. */
    @Test
    void freesTheNodesSetAsideForAPodThatHasToPreemptElsewhere() {
        ClusterPicture cluster =
                cluster("a: b:low,web").shows(web(8).nominated("a")).shows(web(9));
        cluster.filter(web(9), "a").isNotNow(Reason.SET_ASIDE);

        cluster.preempt(web(8).nominated("a"), "b:low-1").keeps();
        cluster.filter(web(9), "a").offers("a");
    }

    /** It may be on its way there, and be the reason why there is no room. */
    @Test
    void keepsNoCandidateThatASiblingWasJustOffered() {
        ClusterPicture cluster = cluster("a:low b:low");
        cluster.shows(web(1)).shows(web(2));
        cluster.filter(web(1), "a").offers("a");

        cluster.preempt(web(2), "a:low-1 b:low-2").keeps("b");
        cluster.afterSeconds(11).preempt(web(2), "a:low-1 b:low-2").keeps("a", "b");
    }

    @Test
    void ignoresWhatThePodItselfWasOfferedBefore() {
        ClusterPicture cluster = cluster("a:low").shows(web(1)).shows(web(2));
        cluster.filter(web(2)).offers("a");
        cluster.preempt(web(2), "a:low-1").keeps("a");
    }

    @Test
    void keepsACandidateThatIsSetAsideForThePodItself() {
        ClusterPicture cluster = cluster("a:low").shows(web(1).nominated("a")).shows(web(2).nominated("a"));
        cluster.preempt(web(2).nominated("a"), "a:low-1").keeps("a");
    }

    @Test
    void keepsACandidateWhereAVictimLeavesASlotMoreThanIsSetAside() {
        PodPicture two = web().spread("required host max 2");
        ClusterPicture cluster = cluster("a:2").shows(two.named("web-8").nominated("a"));
        cluster.preempt(two.named("web-9"), "a:web-1").keeps();
        cluster.preempt(two.named("web-9"), "a:web-1,web-2").keeps("a");
    }

    /** It would not be counted in the right domain there, which bind refuses too. */
    @Test
    void candidatesThatAreNotKnownAreDroppedForAPodThatARequiredRuleConcerns() {
        cluster("a:web b:0")
                .shows(web(1).on("a").spread("required").version(2))
                .preempt(pod("web-9"), "b: new:")
                .keeps("b");
    }

    @Test
    void aVictimNamedTwiceIsOneVictim() {
        ClusterPicture cluster = cluster("a:2");
        cluster.filter(web(9));
        cluster.preempt(web(9), "a:web-1,web-1").keeps();
        cluster.filter(web(9)).offersNothing();
        cluster.looksLike("a:web-1,web-2");
    }

    @Test
    void aCandidateWhoseLastSlotsAreSetAsideAndOfferedIsDropped() {
        PodPicture two = web().spread("required host max 2");
        ClusterPicture cluster = cluster("a:low").shows(two.named("web-7")).shows(two.named("web-9"));
        cluster.filter(pod("any"));
        cluster.shows(two.named("web-8").nominated("a"));
        cluster.filter(two.named("web-7"), "a").offers("a");
        cluster.preempt(two.named("web-9"), "a:low-1").keeps();
    }

    @Test
    void twoSiblingsAreNotBothKeptTheOneSlot() {
        ClusterPicture cluster =
                cluster("a:low,low b:web*").shows(web(8).priority(5)).shows(web(9).priority(5));
        cluster.preempt(web(8).priority(5), "a:low-1").keeps("a");
        cluster.preempt(web(9).priority(5), "a:low-2").keeps();
    }

    @Test
    void siblingsAreBothKeptSeveralNodes() {
        ClusterPicture cluster =
                cluster("a:low b:low c:web*").shows(web(8).priority(5)).shows(web(9).priority(5));
        cluster.preempt(web(8).priority(5), "a:low-1 b:low-2").keeps("a", "b");
        cluster.preempt(web(9).priority(5), "a:low-1 b:low-2").keeps("a", "b");
    }
}
