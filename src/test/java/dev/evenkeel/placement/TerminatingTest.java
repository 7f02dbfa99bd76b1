package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;

import dev.evenkeel.api.Reason;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.rule.Annotations;
import org.junit.jupiter.api.Test;

/** Pods on their way out: who could have their place is put off for a while, and then told that there is none. */
class TerminatingTest {
    @Test
    void waitsForATerminatingPodWhoseEndIsNear() {
        cluster("a:web!").afterSeconds(39).filter(web(11)).isNotNow(Reason.TERMINATING);
    }

    /** Or nobody would preempt for it, and no autoscaler add a node. */
    @Test
    void stopsWaitingForATerminatingPodThatStays() {
        cluster("a:web!").afterSeconds(40).filter(web(11)).offersNothing().refuses(Reason.GROUP_PRESENT, "a");
        cluster("a:web!")
                .afterSeconds(3_600)
                .tick()
                .readsNothing()
                .filter(web(11))
                .offersNothing();
    }

    @Test
    void waitsFromWhenThePodIsFirstSeenTerminating() {
        ClusterPicture cluster = cluster("a:web").afterSeconds(600);
        cluster.shows(web(1).on("a").version(2).terminating()).afterSeconds(30);
        cluster.shows(web(1).on("a").version(3).terminating()).afterSeconds(9);
        cluster.filter(web(11)).isNotNow(Reason.TERMINATING);
        cluster.afterSeconds(1).filter(web(11)).offersNothing();
        cluster.shows(web(1).on("a").version(4).terminating()).filter(web(11)).offersNothing();
    }

    @Test
    void waitsWhileOneOfTheTerminatingPodsMayStillEnd() {
        ClusterPicture cluster = cluster("a:web! b:web").afterSeconds(40);
        cluster.filter(web(11)).offersNothing();
        cluster.shows(web(2).on("b").version(2).terminating());
        cluster.filter(web(11)).isNotNow(Reason.TERMINATING);
        cluster.afterSeconds(40).filter(web(11)).offersNothing();
    }

    @Test
    void offersTheNodeOnceTheTerminatingPodIsGone() {
        ClusterPicture cluster = cluster("a:web!").afterSeconds(100);
        cluster.filter(web(11)).offersNothing();
        cluster.gone("web-1").filter(web(11)).offers("a");
    }

    @Test
    void aNodeWherePlacesAreTakenInBothWaysIsWaitedForToo() {
        ClusterPicture cluster = cluster("a:db! b:db");
        PodPicture shy = pod("web-11").spread("required").annotated(Annotations.AVOID, "app=db");
        cluster.place(web(1), "a").isGranted();
        cluster.filter(shy).isNotNow(Reason.TERMINATING);
    }

    @Test
    void aCarrierOfAvoidIsWaitedForToo() {
        PodPicture shy = pod("shy").annotated(Annotations.AVOID, "app=db").on("a");
        isWaitedFor(cluster("a:").shows(shy.terminating()), pod("db-1"));
    }

    @Test
    void waitsForATerminatingExclusivePodToo() {
        PodPicture alone = pod("alone").annotated(Annotations.EXCLUSIVE, "true").on("a");
        isWaitedFor(cluster("a:").shows(alone.terminating()), pod("db-1"));
    }

    @Test
    void aCarrierByItsSpecIsWaitedForToo() {
        PodPicture carrier = pod("shy")
                .spread("spec")
                .antiAffinity(Selector.of(Labels.of("app", "db")), Topology.HOST)
                .on("a");
        isWaitedFor(cluster("a:").shows(carrier.terminating()), pod("db-1"));
    }

    @Test
    void waitsForATerminatingPodInAZoneToo() {
        PodPicture zonal = web().spread("required zone");
        isWaitedFor(cluster("a/z1: b/z1:").shows(zonal.named("web-1").on("a").terminating()), zonal.named("web-2"));
    }

    private static void isWaitedFor(ClusterPicture cluster, PodPicture pod) {
        cluster.filter(pod).isNotNow(Reason.TERMINATING);
        cluster.afterSeconds(40).filter(pod).offersNothing();
    }
}
