package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Scores;
import dev.evenkeel.balance.Planning;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Plans are made between decisions, not within them, and cost nobody else anything. */
class PlanningTest {
    private static final Moment NOW = new Moment(0);

    /** One caller after the other; while a plan is made, {@code meanwhile} happens. */
    private static final class OneByOne implements Arbitration {
        private final Arbiter arbiter;
        private final Runnable meanwhile;

        OneByOne(Arbiter arbiter, Runnable meanwhile) {
            this.arbiter = arbiter;
            this.meanwhile = meanwhile;
        }

        @Override
        public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
            T decided = decision.apply(arbiter, NOW);
            if (decided instanceof List<?> plans && !plans.isEmpty() && plans.getFirst() instanceof Planning) {
                meanwhile.run();
            }
            return decided;
        }

        @Override
        public NodeTable nodes() {
            return arbiter.cluster().table();
        }
    }

    private static Service service(String application) {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                application,
                1,
                Labels.NONE,
                Labels.of("app", application),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false);
    }

    private static Workload workload(String application, int pods, long version) {
        return new Workload(
                application + "-set",
                PodPicture.DEFAULT_NAMESPACE,
                version,
                Labels.of("app", application),
                pods,
                Optional.empty());
    }

    private static PodPicture web(int number) {
        return pod("web-" + number).annotated(Annotations.BALANCE, "on").controlledBy("web-set");
    }

    private static ClusterPicture webs(int pods) {
        ClusterPicture cluster = cluster("a: b: c: d:");
        cluster.arbiter().on(new ServiceEvent.ServiceChanged(service("web")), NOW);
        cluster.arbiter().on(new ServiceEvent.WorkloadChanged(workload("web", pods, 1)), NOW);
        return cluster;
    }

    private static Scores score(Arbitration arbitration, PodPicture pod) {
        Candidates asked = new Candidates(NodeSet.of(0, 1, 2, 3), 0, 0);
        arbitration.decide(pod.info(), asked, (arbiter, now) -> {
            assertPlansAreMade(arbiter, pod, asked, now);
            return arbiter.offer(pod.info(), asked, now);
        });
        return arbitration.decide(pod.info(), asked, (arbiter, now) -> {
            assertPlansAreMade(arbiter, pod, asked, now);
            return arbiter.score(pod.info(), asked, now);
        });
    }

    /** A decision makes no plan itself if none is to be made right before it. */
    private static void assertPlansAreMade(Arbiter arbiter, PodPicture pod, Candidates asked, Moment now) {
        assertThat(arbiter.openPlans(pod.info(), asked, now)).isEmpty();
    }

    @Test
    void noDecisionMakesAPlan() {
        ClusterPicture cluster = webs(4);
        Arbitration arbitration = new OneByOne(cluster.arbiter(), () -> {});

        for (int i = 1; i <= 4; i++) {
            assertThat(score(arbitration, web(i)).of(i % 4)).isBetween(0, Scores.BEST);
            cluster.shows(web(i).on(List.of("a", "b", "c", "d").get(i - 1)));
        }
    }

    @Test
    void aPlanThatIsStaleWhenItIsMadeIsMadeAgain() {
        ClusterPicture cluster = webs(4);
        int[] version = {1};
        Arbitration restless = new OneByOne(cluster.arbiter(), () -> {
            version[0]++;
            if (version[0] <= 3) {
                cluster.arbiter()
                        .on(new ServiceEvent.WorkloadChanged(workload("web", version[0] + 4, version[0])), NOW);
            }
        });

        score(restless, web(1));

        assertThat(version[0]).isEqualTo(4);
    }

    @Test
    void anAnswerToAnEarlierQuestionDoesNotReplaceALaterOne() {
        ClusterPicture cluster = webs(4);
        Candidates asked = new Candidates(NodeSet.of(0, 1, 2, 3), 0, 0);
        Planning first = cluster.arbiter().openPlans(web(1).info(), asked, NOW).getFirst();
        cluster.arbiter().on(new ServiceEvent.WorkloadChanged(workload("web", 9, 2)), NOW);
        Planning second = cluster.arbiter().openPlans(web(1).info(), asked, NOW).getFirst();

        cluster.arbiter().plans().take(List.of(second.make()));
        cluster.arbiter().plans().take(List.of(first.make()));

        assertThat(cluster.arbiter().openPlans(web(1).info(), asked, NOW)).isEmpty();
    }

    @Test
    void anAnswerAboutOtherNodesIsDropped() {
        ClusterPicture cluster = webs(4);
        Planning few = cluster.arbiter()
                .openPlans(web(1).info(), new Candidates(NodeSet.of(0), 0, 0), NOW)
                .getFirst();
        Candidates all = new Candidates(NodeSet.of(0, 1, 2, 3), 0, 0);
        assertThat(cluster.arbiter().openPlans(web(1).info(), all, NOW)).hasSize(1);

        cluster.arbiter().plans().take(List.of(few.make()));

        assertThat(cluster.arbiter().openPlans(web(1).info(), all, NOW)).hasSize(1);
    }

    @Test
    void moreReplicasThanThereIsRoomForAskForNoOtherPlan() {
        ClusterPicture cluster = webs(1_000);
        Arbitration arbitration = new OneByOne(cluster.arbiter(), () -> {});
        score(arbitration, web(1));
        cluster.arbiter().on(new ServiceEvent.WorkloadChanged(workload("web", Integer.MAX_VALUE, 2)), NOW);
        Candidates asked = new Candidates(NodeSet.of(0, 1, 2, 3), 0, 0);

        assertThat(cluster.arbiter().openPlans(web(1).info(), asked, NOW)).isEmpty();

        cluster.shows(web(2).on("a"));
        assertThat(cluster.arbiter().openPlans(web(1).info(), asked, NOW))
                .as("a pod that comes takes of the room what it adds to the pods")
                .isEmpty();
        cluster.arbiter().on(new ServiceEvent.WorkloadChanged(workload("web", 9, 3)), NOW);
        assertThat(cluster.arbiter().openPlans(web(1).info(), asked, NOW)).hasSize(1);
    }

    @Test
    void aPodWithoutBalanceWaitsForNoPlan() {
        ClusterPicture cluster = webs(4);
        PodPicture plain = pod("web-9").spread("required");

        assertThat(cluster.arbiter().openPlans(plain.info(), new Candidates(NodeSet.of(0, 1), 0, 0), NOW))
                .isEmpty();
    }

    /** kube-scheduler asks about the node that it has nominated first and alone: there is no choice to plan for. */
    @Test
    void makesNoPlanForAPodWhoseNodeIsHeld() {
        ClusterPicture cluster = webs(4);
        PodPicture held = web(1).spread("required").nominated("a");
        Candidates alone = new Candidates(NodeSet.of(0), 0, 0);
        cluster.shows(held);

        assertThat(cluster.arbiter().offer(held.info(), alone, NOW)).isInstanceOf(Offer.Some.class);

        assertThat(cluster.arbiter().openPlans(held.info(), alone, NOW)).isNotEmpty();
    }

    /** Each of many Services of a namespace still lacks a pod. */
    @Test
    void aWorkloadThatChangesCostsItsOwnServicesOnly() {
        ClusterPicture cluster = cluster("a: b: c: d:");
        Arbitration arbitration = new OneByOne(cluster.arbiter(), () -> {});
        int services = 60;
        for (int i = 0; i < services; i++) {
            cluster.arbiter().on(new ServiceEvent.ServiceChanged(service("s" + i)), NOW);
            cluster.arbiter().on(new ServiceEvent.WorkloadChanged(workload("s" + i, 3, 1)), NOW);
            score(arbitration, of(i));
        }
        long before = cluster.arbiter().plans().catalog().workloads().looked();

        for (int version = 2; version < 12; version++) {
            cluster.arbiter().on(new ServiceEvent.WorkloadChanged(workload("s0", version, version)), NOW);
            score(arbitration, of(1));
        }

        assertThat(cluster.arbiter().plans().catalog().workloads().looked() - before)
                .isLessThanOrEqualTo(10);
    }

    private static PodPicture of(int service) {
        return pod("s" + service + "-1").annotated(Annotations.BALANCE, "on").controlledBy("s" + service + "-set");
    }
}
