package dev.evenkeel.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.cluster.Topology;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.slots.Ledger;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import dev.evenkeel.traffic.Workloads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever happens, in whatever order: the count of a Service's pods that is kept equals one that is made anew. */
class ServicePodsProperties {
    private static final int PODS = 7;
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final List<String> SETS = List.of("old", "new", "other");
    private static final List<String> SPREADS =
            List.of("", "required", "required max 2", "required host max 3, required zone", "preferred", "requird");
    private static final List<String> LABELS = List.of("app=web", "app=web,id=1", "app=web,id=2", "app=db", "id=1");
    /** So few groups that rules wait for room, and are let in later. */
    private static final RuleLimits LIMITS = new RuleLimits(4_096, 16, 8, 1, 4);

    private static final Tally.Key GROUP =
            new Tally.Key(PodPicture.DEFAULT_NAMESPACE, Selector.of(Labels.of("app", "web")), Topology.HOST);

    private static final Service READY = service("ready", false);
    private static final Service ANY = service("any", true);

    private static Service service(String name, boolean publishesUnready) {
        return new Service(
                PodPicture.DEFAULT_NAMESPACE,
                name,
                1,
                Labels.NONE,
                Labels.of("app", "web"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                publishesUnready);
    }

    /** What may happen. */
    enum Act {
        SHOW,
        SHOW_BOUND,
        SHOW_UNREADY,
        TERMINATING,
        FINISHED,
        LABELS,
        RULE,
        COST,
        PERMIT,
        FORBID,
        BIND,
        GONE,
        GONE_BEFORE_SHOWN,
        RECREATED,
        SCALED,
        REVISION,
        WORKLOAD_GONE,
        NODE_REPLACED,
        /** Nobody looks at the count until the next one. */
        UNSEEN
    }

    record Step(Act act, int which, int how, int where) {}

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 59);
        return Combinators.combine(Arbitraries.of(Act.class), any, any, any).as(Step::new);
    }

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void theCountThatIsKeptEqualsOneMadeAnew(@ForAll @Size(max = 120) List<@From("steps") Step> steps) {
        World world = new World();
        for (Step step : steps) {
            world.does(step);
            if (step.act != Act.UNSEEN) {
                world.holds();
            }
        }
        world.roll.close();
    }

    private static final class World {
        private final Cluster cluster = new Cluster();
        private final Ledger ledger = new Ledger(cluster, PlacementSettings.DEFAULTS, LIMITS);
        private final Workloads workloads = new Workloads();
        private final PodPicture[] pods = new PodPicture[PODS];
        private final Map<String, Permit> permits = new HashMap<>();
        private final List<String> nodes = new ArrayList<>(NODES);
        private final LiveServicePods roll;
        private List<Workload> behind = List.of();
        private long behindAsOf = -1;
        private long version = 10;

        World() {
            nodes.forEach(node -> cluster.put(NodePicture.node(node).node()));
            for (int i = 0; i < PODS; i++) {
                pods[i] = fresh(i);
            }
            cluster.acquire(GROUP);
            roll = new LiveServicePods(cluster, workloads, GROUP, ledger.index());
        }

        private static PodPicture fresh(int which) {
            return PodPicture.pod("web-" + which).controlledBy(SETS.get(which % SETS.size()));
        }

        void does(Step step) {
            version++;
            Moment now = new Moment(version);
            int which = step.which % PODS;
            PodPicture pod = pods[which];
            String node = nodes.get(step.where % nodes.size());
            switch (step.act) {
                case SHOW -> show(which, pod.cpu(100 + 50L * (step.how % 4)), now);
                case SHOW_BOUND -> show(which, onNode(pod, node), now);
                case SHOW_UNREADY -> show(which, pod.notReady(), now);
                case TERMINATING -> show(which, pod.terminating(), now);
                case FINISHED -> show(which, pod.finished(), now);
                case LABELS -> show(which, pod.labels(LABELS.get(step.how % LABELS.size())), now);
                case RULE -> show(which, ruled(pod, step.how), now);
                case COST -> show(which, costing(pod, step.how % 3 - 1), now);
                case PERMIT ->
                    entry(pod)
                            .filter(entry -> !entry.isPlaced())
                            .ifPresent(entry -> permits.put(pod.uid(), ledger.permit(entry, node, now)));
                case FORBID -> permit(pod).ifPresent(ledger::failed);
                case BIND ->
                    permit(pod).ifPresent(permit -> {
                        ledger.bound(permit, permit.node(), now);
                        pods[which] = onNode(pod, permit.node());
                    });
                case GONE -> {
                    ledger.end(pod.id(), now);
                    pods[which] = again(which);
                }
                case GONE_BEFORE_SHOWN -> {
                    ledger.removeBeforeShown(pod.id(), now);
                    pods[which] = again(which);
                }
                case RECREATED -> show(which, again(which), now);
                case SCALED, REVISION -> workloads.put(workload(step));
                case WORKLOAD_GONE -> workloads.remove(SETS.get(step.which % SETS.size()));
                case NODE_REPLACED -> {
                    ledger.removeNode(node, now);
                    String other = "n" + version;
                    nodes.set(step.where % nodes.size(), other);
                    ledger.put(NodePicture.node(other).version(version).node(), now);
                }
                case UNSEEN -> show(which, onNode(pod, node), now);
            }
        }

        private PodPicture again(int which) {
            return fresh(which).uid("again-" + which + "-" + version);
        }

        private void show(int which, PodPicture pod, Moment now) {
            pods[which] = pod.version(version);
            ledger.put(pods[which].info(), true, now);
        }

        private static PodPicture onNode(PodPicture pod, String node) {
            return pod.node().isPresent() ? pod : pod.on(node);
        }

        private static PodPicture ruled(PodPicture pod, int how) {
            PodPicture ruled = pod.spread(SPREADS.get(how % SPREADS.size()));
            return ruled.annotated(Annotations.BALANCE, how % 2 == 0 ? "on" : "off");
        }

        private static PodPicture costing(PodPicture pod, int cost) {
            return pod.annotated(Annotations.DELETION_COST, Integer.toString(cost))
                    .annotated(Annotations.WRITTEN_COST, Integer.toString(cost));
        }

        private Workload workload(Step step) {
            String uid = SETS.get(step.which % SETS.size());
            boolean isRevision = step.act == Act.REVISION && !uid.equals("other");
            return new Workload(
                    uid,
                    PodPicture.DEFAULT_NAMESPACE,
                    version,
                    Labels.of("app", step.how % 7 == 0 ? "db" : "web"),
                    step.how % 4,
                    isRevision
                            ? Optional.of(new Workload.Revision("deployment", uid.equals("new") ? 2 : 1))
                            : Optional.empty(),
                    step.where % 5 != 0,
                    uid);
        }

        private Optional<PodEntry> entry(PodPicture pod) {
            return cluster.podByUid(pod.uid());
        }

        private Optional<Permit> permit(PodPicture pod) {
            return Optional.ofNullable(permits.remove(pod.uid()));
        }

        void holds() {
            Selector selector = Selector.of(Labels.of("app", "web"));
            long changed = workloads.changes(PodPicture.DEFAULT_NAMESPACE, selector);
            if (changed != behindAsOf) {
                behindAsOf = changed;
                behind = workloads.current(PodPicture.DEFAULT_NAMESPACE, selector);
            }
            List<Workload> current = workloads.current(PodPicture.DEFAULT_NAMESPACE, selector);
            ServicePods anew = LiveServicePods.once(cluster, workloads, GROUP, ledger.index(), current);

            ServicePods kept = roll.current(behind);
            assertThat(says(kept)).isEqualTo(says(anew));
            assertThat(saysOfPods(kept)).isEqualTo(plain(current));
            assertThat(says(kept)).containsAllEntriesOf(serving());
        }

        /** What a plain count says. */
        private Map<String, Object> plain(List<Workload> current) {
            RecountedServicePods plain = new RecountedServicePods(
                    cluster.table().size(),
                    workloads,
                    entry -> ledger.index().usages(entry.pod().id()));
            cluster.pods(GROUP.population()).forEach(plain::count);
            plain.foresee(current, () -> cluster.pods(GROUP.population()));
            Map<String, Object> says = new TreeMap<>();
            says.put("total", plain.total);
            says.put("expected", plain.expected(current));
            says.put("each", plain.each);
            says.put("nodes", plain.nodes);
            SETS.forEach(set -> says.put("of " + set, plain.of(set)));
            for (int node = 0; node < cluster.table().size(); node++) {
                says.put("pinned " + node, plain.pinned[node]);
                says.put("leaving " + node, plain.leaving(node));
                says.put("slots " + node, Math.min((long) Integer.MAX_VALUE, plain.slots(node)));
                says.put("one slot or two " + node, Math.min(2, plain.slots(node)));
                says.put("fitting " + node, plain.fitting(cluster, node, Resources.NONE));
            }
            return says;
        }

        /** Who serves, and who is placed by plans, pod by pod. */
        private Map<String, Object> serving() {
            List<PodEntry> there = cluster.pods(GROUP.population())
                    .filter(entry -> entry.pod().phase() != Pod.Phase.FINISHED)
                    .toList();
            Map<String, Object> says = new TreeMap<>();
            says.put("balanced", (int) there.stream()
                    .filter(entry -> entry.pod().phase() == Pod.Phase.LIVE
                            && ledger.index().isBalanced(entry))
                    .count());
            for (int node = 0; node < cluster.table().size(); node++) {
                for (Service service : List.of(READY, ANY)) {
                    int number = node;
                    says.put(service.name() + " " + node, (int) there.stream()
                            .filter(entry -> entry.node() == number && entry.isBound())
                            .filter(entry -> service.isServedBy(
                                    entry.pod().ready(), entry.pod().phase()))
                            .count());
                }
            }
            return says;
        }

        /** All that a count says. */
        private Map<String, Object> says(ServicePods servicePods) {
            Map<String, Object> says = new TreeMap<>(saysOfPods(servicePods));
            says.put("waiting", servicePods.waiting());
            says.put("balanced", servicePods.balanced());
            says.put("with places", servicePods.serving().nodes().copy());
            for (int node = 0; node < cluster.table().size(); node++) {
                says.put("ready " + node, servicePods.serving().at(node, READY));
                says.put("any " + node, servicePods.serving().at(node, ANY));
            }
            return says;
        }

        private Map<String, Object> saysOfPods(ServicePods servicePods) {
            Map<String, Object> says = new TreeMap<>();
            says.put("total", servicePods.total());
            says.put("expected", servicePods.expected());
            says.put("each", servicePods.each());
            says.put("nodes", servicePods.nodes().copy());
            SETS.forEach(set -> says.put("of " + set, servicePods.of(set)));
            for (int node = 0; node < cluster.table().size(); node++) {
                says.put("pinned " + node, servicePods.pinned(node));
                says.put("leaving " + node, servicePods.leaving(node));
                says.put("slots " + node, servicePods.slots(node, Integer.MAX_VALUE));
                says.put("one slot or two " + node, servicePods.slots(node, 2));
                says.put("fitting " + node, servicePods.fitting(cluster, node, Resources.NONE));
            }
            return says;
        }
    }
}
