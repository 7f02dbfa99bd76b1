package dev.evenkeel.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.LabelIndex;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever happens, in whatever order: what {@link Cluster} keeps up to date equals a count from scratch. */
class CountsProperties {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final List<String> NODES = List.of("a", "b", "c", "d", "e", "f");
    private static final List<String> PODS = List.of("p", "q", "r", "s", "t", "u");
    private static final List<String> LABELS =
            List.of("", "app=web", "app=db", "app=web,tier=x", "app=db,tier=x", "tier=y", wide("web"), wide("db"));
    private static final List<Selector> SELECTORS = List.of(
            Selector.of(Labels.of("app", "web")),
            Selector.of(Labels.of(Map.of("app", "web", "tier", "x"))),
            Selector.EVERYTHING,
            new Selector(List.of(new Selector.NotIn("app", List.of("web")))),
            new Selector(List.of(new Selector.In("app", List.of("web", "db")), new Selector.DoesNotExist("tier"))));
    private static final List<Pod.Phase> PHASES = List.of(Pod.Phase.LIVE, Pod.Phase.TERMINATING, Pod.Phase.FINISHED);
    private static final int MAX_COUNT = 3;

    /** More labels than podClasses are indexed under. */
    private static String wide(String app) {
        return "app=" + app
                + IntStream.range(0, LabelIndex.MOST_INDEXED)
                        .mapToObj(i -> ",k" + i + "=")
                        .collect(Collectors.joining());
    }

    /** What may happen. */
    enum Act {
        NODE,
        NODE_GONE,
        POD,
        POD_BOUND,
        POD_AGAIN_OLDER,
        POD_GONE,
        POD_RECREATED,
        PERMIT,
        WITHDRAW,
        CONFIRM,
        OVERDUE,
        ACQUIRE,
        RELEASE,
        CARRY,
        DROP,
        CLAIM,
        UNCLAIM
    }

    /** One event; what the numbers pick depends on the act. */
    record Step(Act act, int which, int where, int how) {}

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 59);
        return Combinators.combine(Arbitraries.of(Act.class), any, any, any).as(Step::new);
    }

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void talliesEqualARecount(@ForAll @Size(max = 120) List<@From("steps") Step> steps) {
        World world = new World();
        for (Step step : steps) {
            world.does(step);
            world.holds();
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void questionsWithoutSomePodsLeaveNoTrace(
            @ForAll @Size(max = 40) List<@From("steps") Step> steps, @ForAll @Size(6) List<Boolean> victims) {
        World world = new World();
        steps.forEach(world::does);
        List<PodEntry> going = new ArrayList<>();
        world.cluster.pods().forEach(entry -> {
            if (victims.get(PODS.indexOf(entry.pod().id().name()))) {
                going.add(entry);
            }
        });
        world.cluster.without(Set.copyOf(going), () -> {
            world.holdsWithout(going);
            return 0;
        });
        world.holds();
    }

    /** The cluster, and beside it all that has happened, kept in the plainest way. */
    private static final class World {
        final Cluster cluster = new Cluster();
        private final Map<String, Node> lastSeen = new HashMap<>();
        private final TreeSet<String> present = new TreeSet<>();
        private final Map<String, Model> models = new TreeMap<>();
        private final Map<Tally.Key, Tally> tallies = new HashMap<>();
        private final List<Tally> carriers = new ArrayList<>();
        private final List<Claim> claims = new ArrayList<>();
        private int mostNodes;
        private final Map<String, Integer> mostDomains = new HashMap<>();
        private long version = 10;
        private int uids;

        /** A pod that exists. */
        private static final class Model {
            PodPicture pod;
            Optional<String> place = Optional.empty();
            boolean permitted;
            boolean overdue;
            List<Tally> carried = List.of();

            Model(PodPicture pod) {
                this.pod = pod;
            }
        }

        /** One more in the domain of a value, by the number that the domain had when it was made. */
        private record Claim(Tally tally, int domain, String value) {}

        void does(Step step) {
            String node = NODES.get(step.where % NODES.size());
            String name = PODS.get(step.which % PODS.size());
            Optional<Model> known = Optional.ofNullable(models.get(name));
            switch (step.act) {
                case NODE -> putNode(node, step.how);
                case NODE_GONE -> removeNode(node);
                case POD -> putPod(name, known, step.how, Optional.empty());
                case POD_BOUND -> putPod(name, known, step.how, Optional.of(node));
                case POD_AGAIN_OLDER ->
                    known.ifPresent(model -> {
                        PodPicture old = model.pod
                                .version(model.pod.version() - 1)
                                .on(node)
                                .labels("app=web");
                        assertThat(cluster.put(old.pod(), List.of())).isFalse();
                    });
                case POD_GONE -> known.ifPresent(model -> removePod(name, model));
                case POD_RECREATED -> {
                    models.remove(name);
                    forgetEmptyNodes();
                    putPod(name, Optional.empty(), step.how, Optional.empty());
                }
                case PERMIT ->
                    known.filter(model -> model.place.isEmpty()).ifPresent(model -> {
                        cluster.permit(entry(model), node);
                        model.place = Optional.of(node);
                        model.permitted = true;
                    });
                case WITHDRAW ->
                    known.filter(model -> model.permitted).ifPresent(model -> {
                        cluster.withdraw(entry(model));
                        model.place = Optional.empty();
                        model.permitted = false;
                        forgetEmptyNodes();
                    });
                case CONFIRM ->
                    known.filter(model -> model.permitted).ifPresent(model -> {
                        cluster.bind(
                                entry(model), cluster.table().name(entry(model).node()));
                        model.permitted = false;
                    });
                case OVERDUE ->
                    known.ifPresent(model -> {
                        cluster.waitNoLonger(entry(model));
                        model.overdue = true;
                    });
                case ACQUIRE -> acquire(key(step));
                case RELEASE -> {
                    if (tallies.remove(key(step)) != null) {
                        cluster.tallies().release(key(step));
                    }
                }
                case CARRY -> {
                    if (carriers.size() < 3) {
                        carriers.add(cluster.tallies().carrierTally(step.how % 2 == 0 ? Topology.HOST : ZONE));
                    }
                }
                case DROP -> dropCarrier();
                case CLAIM -> claim(node, step.how);
                case UNCLAIM -> {
                    if (!claims.isEmpty()) {
                        Claim claim = claims.remove(step.how % claims.size());
                        cluster.tallies().unclaim(claim.tally, claim.domain);
                    }
                }
            }
            needs();
        }

        private void claim(String node, int how) {
            if (carriers.isEmpty() || !lastSeen.containsKey(node)) {
                return;
            }
            Tally tally = carriers.get(how % carriers.size());
            int domain = tally.topology().domain(cluster.table().number(node));
            if (domain != Topology.NO_DOMAIN) {
                cluster.tallies().claim(tally, domain);
                claims.add(new Claim(
                        tally, domain, domain(node, tally.topology().key()).orElseThrow()));
            }
        }

        /** Notes how many nodes and domains there have to be numbers for. */
        private void needs() {
            Set<String> names = new TreeSet<>(present);
            models.values().forEach(model -> model.place.ifPresent(names::add));
            mostNodes = Math.max(mostNodes, names.size());
            for (String key : List.of(Topology.HOST, ZONE)) {
                Set<String> values = new TreeSet<>();
                lastSeen.keySet().forEach(node -> domain(node, key).ifPresent(values::add));
                claims.stream()
                        .filter(claim -> claim.tally.topology().key().equals(key))
                        .forEach(claim -> values.add(claim.value));
                mostDomains.merge(key, values.size(), Math::max);
            }
        }

        private void putNode(String name, int how) {
            NodePicture node = NodePicture.node(name).version(++version).ready(how % 2 == 0);
            node = switch (how / 2 % 6) {
                case 0 -> node.zone("z1");
                case 1 -> node.zone("z2");
                case 2 -> node.zone("z3");
                case 3 -> node.zone("z4");
                case 4 -> node.hostname("shared").zone("z1");
                default -> node.without(Topology.HOST);
            };
            cluster.put(node.node());
            cluster.put(node.version(version - 1).zone("never").node());
            lastSeen.put(name, node.node());
            present.add(name);
        }

        private void removeNode(String name) {
            cluster.removeNode(name);
            present.remove(name);
            forgetEmptyNodes();
        }

        /** The labels of a node that is gone are known as long as a pod is there. */
        private void forgetEmptyNodes() {
            lastSeen.keySet()
                    .removeIf(name -> !present.contains(name)
                            && models.values().stream().noneMatch(model -> model.place.equals(Optional.of(name))));
        }

        private void putPod(String name, Optional<Model> known, int how, Optional<String> node) {
            PodPicture pod = known.map(model -> model.pod)
                    .orElseGet(() -> PodPicture.pod(name).uid("uid" + ++uids))
                    .labels(LABELS.get(how % LABELS.size()))
                    .phase(PHASES.get(how / LABELS.size() % PHASES.size()))
                    .version(++version)
                    .unbound();
            pod = node.map(pod::on).orElse(pod);
            List<Tally> carried = how % 2 == 0 ? List.copyOf(carriers) : List.of();
            assertThat(cluster.put(pod.pod(), carried)).isTrue();
            Model model = known.orElseGet(() -> new Model(PodPicture.pod(name)));
            model.pod = pod;
            model.carried = carried;
            if (node.isPresent()) {
                model.place = node;
                model.permitted = false;
            }
            models.put(name, model);
            forgetEmptyNodes();
        }

        private void removePod(String name, Model model) {
            cluster.remove(model.pod.id());
            models.remove(name);
            forgetEmptyNodes();
        }

        private PodEntry entry(Model model) {
            return cluster.pod(model.pod.id()).orElseThrow();
        }

        private static Tally.Key key(Step step) {
            return new Tally.Key(
                    "default", SELECTORS.get(step.how % SELECTORS.size()), step.where % 2 == 0 ? Topology.HOST : ZONE);
        }

        private static Selector selector(Tally.Key key) {
            return SELECTORS.stream()
                    .filter(selector -> new Tally.Key("default", selector, key.topologyKey()).equals(key))
                    .findFirst()
                    .orElseThrow();
        }

        private void acquire(Tally.Key key) {
            if (!tallies.containsKey(key)) {
                tallies.put(key, cluster.tallies().acquire(key));
            }
        }

        /** A carrier tally may be dropped when nobody carries it. */
        private void dropCarrier() {
            carriers.stream()
                    .filter(tally -> claims.stream().noneMatch(claim -> claim.tally.equals(tally)))
                    .filter(tally -> models.values().stream().noneMatch(model -> model.carried.contains(tally)))
                    .findFirst()
                    .ifPresent(tally -> {
                        carriers.remove(tally);
                        cluster.tallies().drop(tally);
                    });
        }

        // ---- from scratch

        void holds() {
            holdsWithout(List.of());
            assertThat(cluster.nodes().stream().mapToObj(cluster.table()::name))
                    .containsExactlyInAnyOrderElementsOf(present);
            models.values().forEach(model -> {
                PodEntry entry = entry(model);
                assertThat(entry.isPermitted()).isEqualTo(model.permitted);
                assertThat(Optional.of(entry)
                                .filter(PodEntry::isPlaced)
                                .map(placed -> cluster.table().name(placed.node())))
                        .isEqualTo(model.place);
            });
            assertThat(cluster.pods()).hasSameSizeAs(models.values());
            tallies.forEach((key, tally) -> assertThat(tally.unplaced())
                    .as("pods without a place of %s", key)
                    .isEqualTo(models.values().stream()
                            .filter(model ->
                                    model.place.isEmpty() && selector(key).matches(Labels.of(model.pod.labels())))
                            .count()));
            tallies.values().forEach(this::holdsWithoutPassing);
            carriers.forEach(this::holdsWithoutPassing);
            // Where a pod moves, or a label changes, there is one more for a moment.
            assertThat(cluster.table().size()).isLessThanOrEqualTo(mostNodes + 1);
            Stream.concat(tallies.values().stream(), carriers.stream())
                    .map(Tally::topology)
                    .forEach(topology -> assertThat(topology.size())
                            .as("domains of %s", topology.key())
                            .isLessThanOrEqualTo(mostDomains.getOrDefault(topology.key(), 0) + 1));
        }

        /** What is left when passing pods are gone is what a count without them finds. */
        private void holdsWithoutPassing(Tally tally) {
            for (Tally.Passing kind : Tally.Passing.values()) {
                Set<PodEntry> gone = models.values().stream()
                        .filter(model -> model.permitted || (kind == Tally.Passing.ANY && isWaitedFor(model)))
                        .map(this::entry)
                        .collect(Collectors.toSet());
                for (int count = 1; count <= MAX_COUNT; count++) {
                    int least = count;
                    NodeSet left = cluster.without(
                            gone, () -> tally.nodesPossiblyAtLeast(least).copy());
                    left.retainAll(cluster.nodes());
                    assertThat(tally.nodesPossiblyAtLeast(count, kind, cluster.nodes()))
                            .as("nodes with at least %s without %s of %s", count, kind, gone)
                            .isEqualTo(left);
                }
            }
        }

        private static boolean isWaitedFor(Model model) {
            return model.pod.phase() == Pod.Phase.TERMINATING && !model.overdue;
        }

        void holdsWithout(Collection<PodEntry> absent) {
            List<String> uids =
                    absent.stream().map(entry -> entry.pod().id().uid()).toList();
            tallies.forEach((key, tally) -> recount(
                    tally,
                    key.topologyKey(),
                    model -> !uids.contains(model.pod.uid()) && selector(key).matches(Labels.of(model.pod.labels()))));
            carriers.forEach(tally -> recount(
                    tally,
                    tally.topology().key(),
                    model -> !uids.contains(model.pod.uid()) && model.carried.contains(tally)));
        }

        private void recount(Tally tally, String key, Predicate<Model> isCounted) {
            Map<String, Integer> expected = new TreeMap<>();
            models.values().stream()
                    .filter(isCounted)
                    .filter(model -> counts(model, key))
                    .forEach(model -> expected.merge(
                            domain(model.place.orElseThrow(), key).orElseThrow(), 1, Integer::sum));
            claims.stream()
                    .filter(claim -> claim.tally.equals(tally))
                    .forEach(claim -> expected.merge(claim.value, 1, Integer::sum));
            Map<String, Integer> actual = new TreeMap<>();
            tally.counts()
                    .forEach((domain, count) -> actual.put(tally.topology().value(domain), count));
            assertThat(actual).isEqualTo(expected);
            assertThat(tally.total())
                    .isEqualTo(
                            expected.values().stream().mapToInt(count -> count).sum());
            for (int count = 1; count <= MAX_COUNT; count++) {
                TreeSet<String> full = new TreeSet<>();
                for (String node : NODES) {
                    int there = domain(node, key)
                            .map(value -> expected.getOrDefault(value, 0))
                            .orElse(0);
                    if (there >= count) {
                        full.add(node);
                    }
                }
                assertThat(tally.nodesWithAtLeast(count).stream().mapToObj(cluster.table()::name))
                        .as("nodes with at least %s in %s", count, key)
                        .containsExactlyInAnyOrderElementsOf(full);
            }
        }

        private boolean counts(Model model, String key) {
            if (model.place.flatMap(node -> domain(node, key)).isEmpty()) {
                return false;
            }
            String node = model.place.orElseThrow();
            boolean alive = present.contains(node)
                    && Optional.ofNullable(lastSeen.get(node))
                            .filter(Node::ready)
                            .isPresent();
            return switch (model.pod.phase()) {
                case LIVE -> true;
                case TERMINATING -> key.equals(Topology.HOST) || alive;
                case FINISHED -> false;
            };
        }

        private Optional<String> domain(String node, String key) {
            return Optional.ofNullable(lastSeen.get(node))
                    .flatMap(seen -> seen.labels().get(key));
        }
    }
}
