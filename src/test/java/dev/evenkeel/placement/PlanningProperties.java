package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.balance.Planning;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.report.ServiceOutlook;
import dev.evenkeel.report.ServiceReading;
import dev.evenkeel.report.ServiceView;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * Plans that are made without the lock come late, in any order, or never, and for a world that may have changed: what pods are
 * placed by is no worse than a plan made within the decision.
 */
class PlanningProperties {
    private static final int MOST = 3;
    private static final List<String> MODELS = List.of("node-even", "zone-node", "zone-pod");

    /** What may happen. */
    enum Act {
        ASK,
        ASK_ABOUT_SOME,
        ANSWER_FIRST,
        ANSWER_LAST,
        NEVER_ANSWER,
        PLACE,
        PLACED_ELSEWHERE,
        GONE,
        SCALED,
        NODE_REPLACED,
        NODE_CORDONED
    }

    record Step(Act act, int which, int how) {}

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 59);
        return Combinators.combine(Arbitraries.of(Act.class), any, any).as(Step::new);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void aLatePlanIsNoWorseThanOneMadeWithinTheDecision(
            @ForAll @Size(max = 40) List<@From("steps") Step> steps, @ForAll @From("models") String model) {
        World world = new World(model);
        for (Step step : steps) {
            world.does(step);
            world.holds();
        }
    }

    @Provide
    Arbitrary<String> models() {
        return Arbitraries.of(MODELS);
    }

    private static final class World {
        private final ClusterPicture cluster = cluster("a/z1: b/z1: c/z2: d/z3:");
        private final List<String> nodes = new ArrayList<>(List.of("a/z1", "b/z1", "c/z2", "d/z3"));
        private final Planner planner = new Planner(PlanSettings.DEFAULTS);
        private final List<Planning> open = new ArrayList<>();
        private final PodPicture[] pods = new PodPicture[12];
        private final Service service;
        private long version = 10;

        World(String model) {
            service = new Service(
                    PodPicture.DEFAULT_NAMESPACE,
                    "web",
                    1,
                    Labels.of(Balancers.OVERRIDE, model),
                    Labels.of("app", "web"),
                    Service.Exposure.LOAD_BALANCER,
                    true,
                    Optional.empty(),
                    false);
            cluster.shows(service);
            scale(5);
            for (int i = 0; i < pods.length; i++) {
                pods[i] = fresh(i);
            }
        }

        private PodPicture fresh(int which) {
            return PodPicture.pod("web-" + which)
                    .uid("web-" + which + "-" + version)
                    .annotated(Annotations.BALANCE, "on")
                    .spread("required host max " + MOST)
                    .controlledBy("web-set");
        }

        private void scale(int wanted) {
            cluster.shows(new Workload(
                    "web-set",
                    PodPicture.DEFAULT_NAMESPACE,
                    ++version,
                    Labels.of("app", "web"),
                    wanted,
                    Optional.empty()));
        }

        void does(Step step) {
            version++;
            int which = step.which % pods.length;
            PodPicture pod = pods[which];
            String node = nodes.get(step.how % nodes.size());
            String name = NodePicture.node(node).name();
            switch (step.act) {
                case ASK -> ask(pod, cluster.arbiter().cluster().nodes().copy());
                case ASK_ABOUT_SOME ->
                    ask(pod, NodeSet.of(cluster.arbiter().cluster().table().number(name)));
                case ANSWER_FIRST -> answer(0);
                case ANSWER_LAST -> answer(open.size() - 1);
                case NEVER_ANSWER -> open.clear();
                case PLACE -> place(which, pod);
                case PLACED_ELSEWHERE -> {
                    pods[which] =
                            pod.node().isPresent() ? pod : pod.version(version).on(name);
                    cluster.shows(pods[which].version(version));
                }
                case GONE -> {
                    cluster.gone(pod);
                    pods[which] = fresh(which);
                }
                case SCALED -> scale(step.how % 9);
                case NODE_REPLACED -> {
                    cluster.nodeGone(name);
                    String other = "n" + version + "/z" + (1 + version % 3);
                    nodes.set(step.how % nodes.size(), other);
                    cluster.shows(NodePicture.node(other).version(version));
                }
                case NODE_CORDONED -> cluster.cordoned(name);
            }
        }

        private void ask(PodPicture pod, NodeSet asked) {
            long generation = cluster.arbiter().cluster().table().generation();
            open.addAll(cluster.arbiter().openPlans(pod.info(), new Candidates(asked, 0, generation), cluster.now()));
        }

        private void answer(int which) {
            if (which >= 0 && which < open.size()) {
                cluster.arbiter().plans().take(List.of(open.remove(which).make()));
            }
        }

        private void place(int which, PodPicture pod) {
            cluster.filter(pod);
            cluster.score(pod);
            for (String each : nodes) {
                String name = NodePicture.node(each).name();
                boolean isGranted = pods[which].node().isEmpty()
                        && cluster.arbiter().permit(pod.id(), name, cluster.now()) instanceof PermitAnswer.Granted;
                if (isGranted) {
                    pods[which] = pod.version(version).on(name);
                    cluster.shows(pods[which]);
                }
            }
        }

        void holds() {
            ServiceView followed = view(cluster.serviceReports().explain(service.namespace(), service.name()));
            ServiceView same = view(cluster.serviceReports().lookAt(service));
            ServiceOutlook.Arrangement kept = new ServiceOutlook(followed, planner).plan();
            ServiceOutlook.Arrangement within = new ServiceOutlook(same, planner).plan();

            assertThat(kept.total()).as(cluster::toString).isEqualTo(within.total());
            assertThat(kept.split().imbalance())
                    .as(cluster::toString)
                    .isLessThanOrEqualTo(within.split().imbalance() + 1e-9);
        }

        private static ServiceView view(Optional<ServiceReading> reading) {
            return ((ServiceReading.Concerned) reading.orElseThrow()).view();
        }
    }
}
