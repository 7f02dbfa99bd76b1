package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;

import dev.evenkeel.api.Reason;
import org.junit.jupiter.api.Test;

/** A node that is set aside for a pod that is nominated there: against whom it is kept, and how long. */
class SetAsideTest {
    @Test
    void isKeptFromAnAvoiderThatComesLater() {
        PodPicture one = pod("one").annotated("evenkeel.dev/avoid", "app=web");
        ClusterPicture cluster = cluster("a: b:web*");
        cluster.filter(pod("any")); // the scheduler is known
        cluster.shows(web(2).nominated("a")).shows(one);
        cluster.filter(one, "a").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void isKeptFromAnAvoiderThatWasThereBefore() {
        PodPicture one = pod("one").annotated("evenkeel.dev/avoid", "app=web");
        ClusterPicture cluster = cluster("a: b:web*");
        cluster.filter(pod("any"));
        cluster.shows(one).shows(web(2).nominated("a"));
        cluster.filter(one, "a").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void isKeptFromAnExclusivePodThatComesLater() {
        PodPicture one = pod("one").annotated("evenkeel.dev/exclusive", "true");
        ClusterPicture cluster = cluster("a: b:web*");
        cluster.filter(pod("any")); // the scheduler is known
        cluster.shows(web(2).nominated("a")).shows(one);
        cluster.filter(one, "a").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void isKeptFromACarrierWhoseLimitWasClosedAndOpenedAgain() {
        PodPicture one = pod("one").annotated("evenkeel.dev/avoid", "app=web");
        PodPicture two = pod("two").annotated("evenkeel.dev/avoid", "app=web");
        ClusterPicture cluster = cluster("a: b:web*");
        cluster.filter(pod("any"));
        cluster.shows(one).shows(web(2).nominated("a"));
        cluster.filter(one, "a").isNotNow(Reason.SET_ASIDE);
        cluster.gone(one).shows(two);
        cluster.filter(two, "a").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void isKeptForItsPreemptorFromAnAvoiderThatComesLater() {
        PodPicture one = pod("one").annotated("evenkeel.dev/avoid", "app=web");
        ClusterPicture cluster = cluster("a:low b:web*");
        cluster.preempt(web(2), "a:low-1").keeps("a");
        cluster.shows(web(2).nominated("a").version(2)).gone("low-1").shows(one);
        cluster.filter(one, "a");
        cluster.bind(one, "a").isRefused(Reason.SET_ASIDE);
        cluster.filter(web(2).nominated("a").version(2), "a").offers("a");
        cluster.bind(web(2), "a").isGranted();
    }

    @Test
    void isKeptForAPreemptorWhileItsVictimsEnd() {
        PodPicture p = web(8).priority(5);
        ClusterPicture cluster = cluster("a:low b:web*").shows(web(9).priority(5));
        cluster.preempt(p, "a:low-1").keeps("a");
        p = p.nominated("a").version(2);
        cluster.shows(p).shows(pod("low-1").on("a").terminating().version(2));
        // a has no room yet, so kube-scheduler looks at all others: b has room, and has a web.
        cluster.filter(p, "b").offersNothing();
        cluster.gone("low-1");
        cluster.filter(web(9).priority(5), "a").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void keepsTheZoneForAPreemptorWhileItsVictimsEnd() {
        PodPicture p = web(8).spread("required zone").priority(5);
        PodPicture q = web(9).spread("required zone").priority(5);
        ClusterPicture cluster = cluster("a/z1:low c/z1: b/z2:")
                .shows(web(1).spread("required zone").on("b"))
                .shows(q);
        cluster.preempt(p, "a:low-1").keeps("a");
        p = p.nominated("a").version(2);
        cluster.shows(p).shows(pod("low-1").on("a").terminating().version(2));
        cluster.filter(p, "b").offersNothing();
        // c has room for the small sibling
        cluster.filter(q, "c").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void isGrantedToThePreemptorOnceItsVictimsAreGone() {
        PodPicture p = web(8).priority(5);
        PodPicture q = web(9).priority(5);
        ClusterPicture cluster = cluster("a:low b:web*").shows(q);
        cluster.preempt(p, "a:low-1").keeps("a");
        p = p.nominated("a").version(2);
        cluster.shows(p).shows(pod("low-1").on("a").terminating().version(2));
        cluster.filter(p, "b").offersNothing();
        cluster.gone("low-1").filter(q, "a");
        cluster.bind(q, "a").isRefused(Reason.SET_ASIDE);
        cluster.filter(p, "a").offers("a");
        cluster.bind(p, "a").isGranted();
    }

    @Test
    void isKeptAgainOnceKubeSchedulerIsOfferedItAfterAll() {
        PodPicture p = web(8).nominated("a");
        ClusterPicture cluster = cluster("a: b:web*").shows(p).shows(web(2));
        cluster.filter(p, "b").offersNothing();
        // Later it has room; kube-scheduler tries the nominated node alone, takes it and makes a volume there for
        // minutes.
        cluster.filter(p, "a").offers("a");
        cluster.afterSeconds(11);
        cluster.filter(web(2), "a").isNotNow(Reason.SET_ASIDE);
    }

    @Test
    void isKeptAgainOncePreemptKeepsIt() {
        PodPicture p = web(8).priority(5).nominated("a");
        PodPicture q = web(9).priority(5);
        ClusterPicture cluster = cluster("a:low b:web*").shows(p).shows(q);
        cluster.filter(p, "b").offersNothing();
        // status.nominatedNodeName says "a" already: the new nomination is no change that a watch could show.
        cluster.preempt(p, "a:low-1").keeps("a");
        cluster.shows(p.version(2)).gone("low-1");
        cluster.filter(q, "a");
        cluster.bind(q, "a").isRefused(Reason.SET_ASIDE);
    }

    @Test
    void isFreeOnceItsPodHasNotBeenFilteredForLong() {
        PodPicture p = web(1).spread("required zone").nominated("a");
        PodPicture q = web(2).spread("required zone");
        ClusterPicture cluster = cluster("a/z1: c/z1:").shows(p).shows(q);
        cluster.afterSeconds(15 * 60).tick();
        cluster.filter(q, "c").isNotNow(Reason.SET_ASIDE);
        cluster.afterSeconds(60).tick();
        cluster.filter(q, "c").offers("c");
    }

    @Test
    void isFreeOnceItsPodIsCrowdedOut() {
        PodPicture p = web(8).label("tier", "x")
                .annotated("evenkeel.dev/spread-by", "tier")
                .nominated("a");
        PodPicture q = web(9).annotated("evenkeel.dev/spread-by", "app");
        ClusterPicture cluster = ClusterPicture.counting(1, 1, "a: b:");
        cluster.shows(web(1).annotated("evenkeel.dev/spread-by", "app").on("b"))
                .shows(q)
                .shows(p);
        cluster.filter(p, "a").isNotNow(Reason.TOO_MANY_GROUPS);
        cluster.filter(q, "a").offers("a");
    }
}
