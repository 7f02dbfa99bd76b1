package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.Reason;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.report.Explanation;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * No call walks over pods: in a cluster with ten times as many on the same nodes, of all kinds, each passes over no more of
 * anything that is kept. All but the few named here have labels of their own, as a tenant may give them.
 */
class WalksTest {
    private static final int NODES = 20;
    private static final int FEW = 1_200;
    private static final int MANY = 12_000;
    private static final Moment NOW = new Moment(0);

    @Test
    void noCallPassesOverMoreInAClusterWithTenTimesThePods() {
        Map<String, Long> few = new Crowd(FEW).calls();
        Map<String, Long> many = new Crowd(MANY).calls();

        System.out.println("passed over by " + few);
        assertThat(many).isEqualTo(few);
    }

    /** Each of its pods has labels of its own, one waits, and three are about to go since their workload wants fewer. */
    @Test
    void noCallPassesOverThePodsOfABalancedServiceThatHaveNotChanged() {
        Map<String, Long> few = new Balanced(FEW / 10).calls();
        Map<String, Long> many = new Balanced(MANY / 10).calls();

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

    /** A number is forgotten with the last pod that names it: what others have asked for and left costs nothing. */
    @Test
    void unusedNumbersCostNothing() {
        PodPicture next = pod("x-next").spread("required host max 9").on("b");
        assertThat(stepsAfterNumbers(200, next)).isEqualTo(stepsAfterNumbers(1, next));
    }

    private static long stepsAfterNumbers(int numbers, PodPicture next) {
        ClusterPicture cluster =
                cluster("a: b:").shows(pod("x-0").spread("required host max 9").on("a"));
        for (int i = 1; i <= numbers; i++) {
            PodPicture passer = pod("x-" + i).spread("required host max " + (1_000 + i));
            cluster.filter(passer).cluster().gone(passer);
        }
        cluster.filter(pod("x-last"));
        return Footsteps.in(cluster.arbiter()).of(() -> cluster.shows(next));
    }

    /** How many selectors match a pod is up to its neighbours, and what came of its binding concerns none of them. */
    @Test
    void settlesABindingWithoutPassingOverTheSelectorsThatMatchItsPod() {
        assertThat(stepsOfADoubt(200)).isEqualTo(stepsOfADoubt(2));
    }

    private static long stepsOfADoubt(int selectors) {
        ClusterPicture cluster = cluster("a: b:");
        for (int i = 0; i < selectors; i++) {
            cluster.shows(pod("x-" + i)
                    .annotated(Annotations.AVOID, "app in (web, o" + i + ")")
                    .on("b"));
        }
        PodPicture web = pod("web-1").label("app", "web");
        cluster.filter(web);
        PermitAnswer answer = cluster.arbiter().permit(web.id(), "a", cluster.now());
        assertThat(answer).isInstanceOf(PermitAnswer.Granted.class);
        Permit permit = ((PermitAnswer.Granted) answer).permit();
        return Footsteps.in(cluster.arbiter())
                .of(() -> cluster.arbiter().settle(permit, new BindOutcome.Unknown("late"), cluster.now()));
    }

    /** Explaining names some pods, and looks at no more than that. */
    @Test
    void boundsTheExplanationOfALargeGroup() {
        Crowd crowd = new Crowd(MANY);
        Footsteps footsteps = Footsteps.in(crowd.cluster.arbiter());
        Explanation[] explained = new Explanation[1];

        long steps = footsteps.of(() -> explained[0] =
                crowd.cluster.podReports().explain("default", "alone-9").orElseThrow());

        Explanation.CapView exclusive = explained[0].caps().getFirst();
        int named = exclusive.domains().stream()
                .mapToInt(domain -> domain.pods().size())
                .sum();
        assertThat(named).isBetween(1, Explanation.MOST_PODS);
        assertThat(named + exclusive.podsLeftOut()).isGreaterThan(MANY / 2);
        assertThat(exclusive.domains().size() + exclusive.domainsLeftOut()).isEqualTo(NODES);
        // So many classes and so many pods, and the domains.
        assertThat(steps).isLessThan(3 * Explanation.MOST_PODS);
    }

    /** A balanced Service of many pods, beside a small one that lacks a pod and may have pods in common with it. */
    private static final class Balanced {
        private static final int GOING = 3;
        /** The node of the one that changes: what a node still has is summed up over its pods, of which there are few. */
        private static final String ALONE = "n" + (NODES - 1);

        final ClusterPicture cluster = cluster(Crowd.nodes());
        private final PodPicture waiting = balanced("web-x").label("id", "x");
        private long version = 1;

        Balanced(int pods) {
            for (String name : List.of("web", "db")) {
                cluster.arbiter().on(new ServiceEvent.ServiceChanged(service(name)), NOW);
            }
            workload("web", pods - GOING);
            workload("db", 2);
            for (int i = 0; i < pods; i++) {
                cluster.shows(balanced("web-" + i)
                        .label("id", "" + i)
                        .cpu(1)
                        .annotated(Annotations.DELETION_COST, "" + i)
                        .annotated(Annotations.WRITTEN_COST, "" + i)
                        .on(i == 7 ? ALONE : "n" + i % (NODES - 1)));
            }
            cluster.score(balanced("db-1"));
            cluster.score(waiting);
        }

        private void workload(String name, int pods) {
            cluster.arbiter()
                    .on(
                            new ServiceEvent.WorkloadChanged(new Workload(
                                    name + "-set",
                                    PodPicture.DEFAULT_NAMESPACE,
                                    ++version,
                                    Labels.of("app", name),
                                    pods,
                                    Optional.empty())),
                            NOW);
        }

        private static PodPicture balanced(String name) {
            String workload = name.substring(0, name.indexOf('-')) + "-set";
            return pod(name)
                    .annotated(Annotations.BALANCE, "on")
                    .controlledBy(workload)
                    .spread("required host max 100000");
        }

        private static Service service(String name) {
            return new Service(
                    PodPicture.DEFAULT_NAMESPACE,
                    name,
                    1,
                    Labels.NONE,
                    Labels.of("app", name),
                    Service.Exposure.LOAD_BALANCER,
                    true,
                    Optional.empty(),
                    false);
        }

        /** What each call passes over, in turns with what changes before it. */
        Map<String, Long> calls() {
            Footsteps footsteps = Footsteps.in(cluster.arbiter());
            Map<String, Runnable> changes = new LinkedHashMap<>();
            changes.put("a change elsewhere", () -> cluster.shows(pod("guest").version(++version)));
            changes.put(
                    "a change of one of its pods",
                    () -> cluster.shows(balanced("web-7")
                            .label("id", "7")
                            .cpu(version)
                            .version(++version)
                            .on(ALONE)));
            Map<String, Runnable> calls = new LinkedHashMap<>();
            calls.put(
                    "open plans",
                    () -> cluster.arbiter().openPlans(waiting.info(), new Candidates(NodeSet.of(1, 2, 3), 0, 0), NOW));
            calls.put("filter", () -> cluster.filter(waiting));
            calls.put("prioritize", () -> cluster.score(waiting));
            calls.put(
                    "explain the Service",
                    () -> assertThat(cluster.serviceReports().explain(PodPicture.DEFAULT_NAMESPACE, "web"))
                            .isPresent());
            calls.put("look at the Service", () -> cluster.serviceReports().lookAt(service("web")));
            calls.put("bind", () -> cluster.bind(waiting, "n3").isGranted());
            calls.put("bind again", () -> cluster.bind(waiting, "n3").isGranted());
            Map<String, Long> steps = new LinkedHashMap<>();
            calls.forEach((call, action) -> changes.forEach((change, before) -> {
                before.run();
                steps.put(call + " after " + change, footsteps.of(action));
            }));
            return steps;
        }
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
