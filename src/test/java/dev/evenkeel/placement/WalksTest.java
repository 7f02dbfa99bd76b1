package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * No call walks over pods: in a cluster with ten times as many on the same nodes, of all kinds, each passes over no more of
 * anything that is kept. All but the few named here have labels of their own, as a tenant may give them.
 */
class WalksTest {
    private static final int NODES = 20;
    private static final int FEW = 1_200;
    private static final int MANY = 12_000;

    @Test
    void noCallPassesOverMoreInAClusterWithTenTimesThePods() {
        Map<String, Long> few = new Crowd(FEW).calls();
        Map<String, Long> many = new Crowd(MANY).calls();

        System.out.println("passed over by " + few);
        assertThat(many).isEqualTo(few);
    }

    @Test
    void footstepsAreCounted() {
        ClusterPicture picture = cluster("a:3 b:2");
        Cluster cluster = picture.arbiter().cluster();
        Footsteps footsteps = Footsteps.in(picture.arbiter());

        assertThat(footsteps.of(() -> cluster.pods().forEach(entry -> {}))).isEqualTo(5);
        assertThat(footsteps.of(() -> cluster.podsOn(0).forEach(entry -> {}))).isEqualTo(3);
        assertThat(footsteps.of(
                        () -> assertThat(cluster.pod("default", "web-1")).isPresent()))
                .isZero();
    }

    /** Explaining names some pods, and looks at no more than that. */
    @Test
    void whatIsExplainedOfALargeGroupIsBounded() {
        Crowd crowd = new Crowd(MANY);
        Footsteps footsteps = Footsteps.in(crowd.cluster.arbiter());
        Explanation[] explained = new Explanation[1];

        long steps = footsteps.of(() -> explained[0] =
                crowd.cluster.arbiter().explain("default", "alone-9").orElseThrow());

        Explanation.LimitView exclusive = explained[0].limits().getFirst();
        int named = exclusive.domains().stream()
                .mapToInt(domain -> domain.pods().size())
                .sum();
        assertThat(named).isBetween(1, Explanation.MOST_PODS);
        assertThat(named + exclusive.podsLeftOut()).isGreaterThan(MANY / 2);
        assertThat(exclusive.domains().size() + exclusive.domainsLeftOut()).isEqualTo(NODES);
        // So many cohorts and so many pods, and the domains.
        assertThat(steps).isLessThan(3 * Explanation.MOST_PODS);
    }

    /** A cluster with pods of all kinds, and next to each kind somebody whom it concerns. */
    private static final class Crowd {
        final ClusterPicture cluster = cluster(nodes());

        Crowd(int pods) {
            cluster.shows(
                    pod("alone-1").annotated(Annotations.EXCLUSIVE, "true").on("n0"));
            cluster.shows(pod("shy-1").annotated(Annotations.AVOID, "app=db").on("n1"));
            cluster.shows(pod("alone-9").annotated(Annotations.EXCLUSIVE, "true"));
            cluster.shows(pod("shy-9").annotated(Annotations.AVOID, "app in (db, guest)"));
            cluster.shows(pod("db-9"));
            cluster.shows(pod("fond-9").spread("preferred"));
            for (int i = 0; i < pods; i++) {
                PodPicture guest = pod("guest-" + i).labels("app=guest,id=" + i);
                String node = "n" + (4 + i / 6 % (NODES - 4));
                switch (i % 6) {
                    case 0 -> cluster.shows(guest.on("n2").terminating());
                    case 1 -> cluster.shows(guest);
                    case 2 -> cluster.place(guest, "n3").isGranted();
                    case 3 ->
                        cluster.shows(web(i).spread("required host max 100000").on(node));
                    case 4 -> cluster.shows(web(i).spread("required host max 100000"));
                    default -> cluster.shows(guest.on(node));
                }
            }
        }

        private static String nodes() {
            StringBuilder nodes = new StringBuilder();
            for (int i = 0; i < NODES; i++) {
                nodes.append('n').append(i).append(": ");
            }
            return nodes.toString().strip();
        }

        /** What each call passes over. */
        Map<String, Long> calls() {
            Footsteps footsteps = Footsteps.in(cluster.arbiter());
            Map<String, Long> calls = new LinkedHashMap<>();
            PodPicture crowded = web(4).spread("required host max 100000");
            PodPicture exclusive = pod("alone-9").annotated(Annotations.EXCLUSIVE, "true");
            PodPicture shy = pod("shy-9").annotated(Annotations.AVOID, "app in (db, guest)");
            calls.put("filter of one that asks for nothing", footsteps.of(() -> cluster.filter(pod("db-9"))));
            calls.put("filter that offers a share", footsteps.of(() -> cluster.filter(crowded)));
            calls.put(
                    "filter beside permitted pods",
                    footsteps.of(() -> cluster.filter(exclusive).isNotNow(Reason.PERMITTED)));
            calls.put(
                    "filter beside pods on their way out",
                    footsteps.of(() -> cluster.filter(exclusive, "n2", "n4").isNotNow(Reason.TERMINATING)));
            calls.put("filter that is contested", footsteps.of(() -> cluster.filter(shy)));
            calls.put(
                    "prioritize", footsteps.of(() -> cluster.score(pod("fond-9").spread("preferred"))));
            calls.put("bind", footsteps.of(() -> cluster.bind(crowded, "n3").isGranted()));
            calls.put(
                    "bind again", footsteps.of(() -> cluster.bind(crowded, "n3").isGranted()));
            calls.put(
                    "bind that is refused",
                    footsteps.of(() -> cluster.bind(exclusive, "n3").isRefused(Reason.GROUP_PRESENT)));
            calls.put(
                    "preempt",
                    footsteps.of(() -> cluster.preempt(exclusive, "n2:guest-0 n3:guest-2,guest-8 n4:guest-5")));
            // Once for each pod on its way out, and for each permit.
            cluster.afterSeconds(60).tick();
            calls.put(
                    "filter that refuses for good",
                    footsteps.of(() -> cluster.filter(exclusive, "n2", "n4").offersNothing()));
            return calls;
        }
    }
}
