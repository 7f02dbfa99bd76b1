package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.web;

import dev.evenkeel.api.Reason;
import org.junit.jupiter.api.Test;

/** Calls about a pod that come in when the watch has told its end already. */
class LateCallTest {
    @Test
    void filterDoesNotBringItBack() {
        PodPicture p = web(8).nominated("a");
        ClusterPicture cluster = cluster("a: b:web*").shows(p).shows(web(2));
        cluster.filter(web(2), "a").isNotNow(Reason.SET_ASIDE);
        cluster.gone(p);
        cluster.filter(p, "a");
        cluster.knowsNothingOf(p);
    }

    @Test
    void prioritizeDoesNotBringItBack() {
        ClusterPicture cluster = cluster("a:low b:").shows(web(8));
        cluster.gone(web(8));
        cluster.score(web(8));
        cluster.knowsNothingOf(web(8));
    }

    @Test
    void aLateCallKeepsNoNodeFromOthers() {
        PodPicture p = web(8).nominated("a");
        ClusterPicture cluster = cluster("a: b:web*").shows(p).shows(web(2));
        cluster.filter(web(2), "a").isNotNow(Reason.SET_ASIDE);
        cluster.gone(p);
        cluster.filter(p, "a");
        cluster.afterSeconds(590).tick();
        cluster.filter(web(2), "a").offers("a");
    }

    @Test
    void preemptDoesNotBringItBack() {
        ClusterPicture cluster = cluster("a:low b:").shows(web(8));
        cluster.gone(web(8));
        cluster.preempt(web(8), "a:low-1").keeps();
        cluster.knowsNothingOf(web(8));
    }

    @Test
    void offersToAPodThatTheWatchShowsAgain() {
        ClusterPicture cluster = cluster("a:").shows(web(8)).gone(web(8)).shows(web(8).version(2));
        cluster.filter(web(8).version(2)).offers("a");
    }

    @Test
    void forgetsAGonePodAfterAMinute() {
        ClusterPicture cluster = cluster("a:").shows(web(8)).gone(web(8));
        cluster.afterSeconds(60).tick();
        cluster.filter(web(8)).offers("a");
    }
}
