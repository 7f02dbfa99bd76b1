package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.ClusterPicture.nominating;
import static dev.evenkeel.placement.ClusterPicture.serving;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Reason;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.slots.Schedulers;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pods that another scheduler is to place do not wait here; once they are bound they count like all others. */
class OtherSchedulersTest {
    private static final String OURS = "evenkeel-scheduler";
    private static final String OTHER = "volcano";

    private static PodPicture ours(int number) {
        return web(number).by(OURS);
    }

    private static PodPicture others(int number) {
        return web(number).by(OTHER);
    }

    @Test
    void theirsTakeNoShare() {
        ClusterPicture cluster =
                cluster("a: b: c: d:").shows(others(1)).shows(others(2)).shows(others(3));
        cluster.filter(ours(9)).offers("a", "b", "c", "d");
    }

    @Test
    void theirsTakeNoPreferredNodes() {
        ClusterPicture cluster = cluster("a: b:")
                .shows(pod("web-1").spread("preferred").by(OTHER))
                .shows(pod("web-2").spread("preferred").by(OTHER));
        cluster.score(pod("web-9").spread("preferred").by(OURS)).scores("a:10 b:10");
    }

    @Test
    void theirWaitingPodsKeepNoNodeFromAnAvoidingPod() {
        PodPicture db = pod("db-1").by(OURS).annotated(Annotations.AVOID, "app=web");
        ClusterPicture cluster = cluster("a: b: c: d:").shows(pod("web-1").by(OTHER));
        cluster.filter(db).offers("a", "b", "c", "d");
        cluster.shows(pod("web-2").by(OURS));
        assertThat(cluster.filter(db).names()).as(cluster::toString).hasSize(2);
    }

    @Test
    void theirPodsDoNotCountAsWaitingSiblings() {
        ClusterPicture cluster =
                cluster("a: b:").shows(others(1)).shows(others(2)).shows(others(3));
        cluster.filter(ours(8)).offers("a", "b");
        // All is offered to a sibling that was thought alone; two wait for two slots, and not five.
        cluster.shows(ours(9)).filter(ours(8));
        assertThat(cluster.filter(ours(9)).names()).as(cluster::toString).isNotEmpty();
    }

    @Test
    void theirPodsAreNotNominated() {
        ClusterPicture cluster = nominating("a: b: c: d:", new NominationLimits(8, 2, Duration.ofSeconds(30)))
                .shows(others(1))
                .shows(others(2))
                .shows(ours(3));
        cluster.filter(ours(9));
        assertThat(cluster.nominations().stream().map(nominate -> nominate.pod().name()))
                .as(cluster::toString)
                .containsExactly("web-3");
    }

    @Test
    void aNodeThatIsSetAsideForOneIsKept() {
        ClusterPicture cluster = cluster("a: b:").shows(others(1).nominated("a"));
        cluster.filter(ours(9)).offers("b");
        cluster.bind(ours(9), "a").isRefused(Reason.SET_ASIDE);
    }

    @Test
    void onceBoundTheyCount() {
        ClusterPicture cluster = cluster("a: b:").shows(others(1).on("a"));
        cluster.filter(ours(9)).offers("b");
    }

    @Test
    void theirBoundPodsCountForOthers() {
        ClusterPicture cluster = cluster("a: b:").shows(others(1).on("a"));
        cluster.filter(pod("web-9").by(OURS)).offers("b");
    }

    // ---- whom evenkeel serves

    @Test
    void aSchedulerIsKnownByItsFirstCall() {
        ClusterPicture cluster =
                cluster("a: b: c: d:").shows(ours(1)).shows(ours(2)).shows(ours(3));
        assertThat(cluster.filter(ours(9)).names()).as(cluster::toString).hasSize(1);
    }

    @Test
    void eachProfileIsKnownByItself() {
        ClusterPicture cluster =
                cluster("a: b: c: d:").shows(others(1)).shows(others(2)).shows(others(3));
        cluster.filter(ours(8)).offers("a", "b", "c", "d");
        cluster.afterSeconds(60).filter(pod("cache").by(OTHER));
        assertThat(cluster.filter(ours(9)).names()).as(cluster::toString).hasSize(1);
    }

    @Test
    void aPodWithoutASchedulerNameIsTheDefaultSchedulers() {
        ClusterPicture cluster = cluster("a: b: c: d:").shows(web(1).by("")).shows(web(2).by("default-scheduler"));
        assertThat(cluster.filter(web(9)).names()).as(cluster::toString).hasSize(1);
    }

    @Test
    void aSettingNamesTheServedSchedulers() {
        ClusterPicture cluster =
                serving(Set.of(OURS), "a: b: c: d:").shows(others(1)).shows(others(2));
        cluster.filter(others(3)).offers("a", "b", "c", "d");
        cluster.filter(ours(9)).offers("a", "b", "c", "d");
        assertThat(cluster.shows(ours(8)).filter(ours(9)).names())
                .as(cluster::toString)
                .hasSize(2);
    }

    @Test
    void noMoreAreLearnedThanMayBe() {
        ClusterPicture cluster = cluster("a: b: c: d:");
        for (int i = 1; i <= Schedulers.MOST_LEARNED; i++) {
            cluster.filter(pod("any").version(i).by("scheduler-" + i));
        }
        cluster.shows(ours(1)).shows(ours(2)).filter(ours(9)).offers("a", "b", "c", "d");
    }
}
