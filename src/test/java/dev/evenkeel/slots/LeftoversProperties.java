package dev.evenkeel.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nomination.HeldNodes;
import dev.evenkeel.nomination.NominationBook;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.nomination.Nominations;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.offers.Contention;
import dev.evenkeel.offers.Offers;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.rule.RuleLimits;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * When all pods are gone, nothing that was kept because of a pod is left, and when all nodes are, nothing of them. Looks into
 * every map and collection of the ledger, the cluster and its index, so that one that is added later is held to it too.
 */
class LeftoversProperties {
    /** What is kept of schedulers, which does not grow with pods or nodes; and what the cluster itself is asked about. */
    private static final List<String> KEPT = List.of("Schedulers.served", "Tallies.nodes");

    /** Whose parts are looked into. */
    private static final Set<String> LOOKED_INTO =
            Set.of("dev.evenkeel.cluster", "dev.evenkeel.slots", "dev.evenkeel.nomination", "dev.evenkeel.report");

    private static final List<String> NODES = List.of("a/z1", "b/z1", "c/z2");
    private static final int PODS = 5;
    private static final List<String> SPREADS = List.of(
            "required",
            "required max 2",
            "required, required",
            "required zone, preferred",
            "required, preferred zone",
            "required, preferred",
            "preferred, preferred zone",
            "requird",
            "off");

    private static final PlacementSettings NOMINATING = new PlacementSettings(
                    Duration.ofSeconds(10), Duration.ofNanos(20), Duration.ofSeconds(10), true)
            .nominating(new NominationLimits(2, 2, Duration.ofNanos(10)));

    private static final List<NominationOutcome> OUTCOMES = List.of(NominationOutcome.values());

    private static final Moment END = new Moment(Long.MAX_VALUE / 2);

    /** What may happen to a pod. */
    enum Act {
        SHOW,
        SHOW_BOUND,
        SHOW_NOMINATED,
        FILTER,
        OFFER,
        SCORE,
        NOMINATE,
        NOMINATED,
        PERMIT,
        DOUBT,
        FORBID,
        BIND,
        TICK,
        GONE,
        GONE_BEFORE_SHOWN,
        GIVE_UP,
        RECREATE,
        NODE_GONE,
        NODE,
        NODE_REPLACED
    }

    record Step(Act act, int which, int how) {}

    @Provide
    Arbitrary<Step> steps() {
        return Combinators.combine(
                        Arbitraries.of(Act.class),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 62))
                .as(Step::new);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void dropsAllStateOfGonePods(@ForAll @Size(max = 80) List<@From("steps") Step> steps) {
        World world = new World();
        steps.forEach(world::does);
        // Whoever holds a place that can be taken back has an attempt that is to be settled.
        List<PodEntry> permitted =
                world.cluster.pods().stream().filter(PodEntry::isPermitted).toList();
        assertThat(world.ledger.states().attempting())
                .containsAll(
                        permitted.stream().map(entry -> entry.pod().id().uid()).toList());
        assertThat(world.cluster.permitted()).isEqualTo(permitted.size());
        List.copyOf(world.cluster.pods())
                .forEach(entry -> world.ledger.end(entry.pod().id(), END));
        world.ledger.forget(END.plus(GonePods.LATEST_CALL));
        // Each node has a number, and each pod may be on one that is gone; one more while a pod moves.
        assertThat(world.cluster.table().size()).isLessThanOrEqualTo(NODES.size() + PODS + 1);
        world.removeNodes();

        assertThat(world.leftovers()).isEmpty();
    }

    @Provide
    Arbitrary<Step> stepsAmongNodesThatGo() {
        return Combinators.combine(
                        Arbitraries.of(Act.FILTER, Act.OFFER, Act.SCORE, Act.NODE_GONE, Act.NODE),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of(2, 4, 5))
                .as(Step::new);
    }

    /** A domain has its number only as long as a node is in it, or somebody claims something there. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void takesSlotsOverThoughTheirNodesAreGone(
            @ForAll @Size(max = 40) List<@From("stepsAmongNodesThatGo") Step> steps) {
        World world = new World();
        steps.forEach(world::does);
        List.copyOf(world.cluster.pods())
                .forEach(entry -> world.ledger.end(entry.pod().id(), END));
        world.ledger.forget(END.plus(GonePods.LATEST_CALL));
        world.removeNodes();

        assertThat(world.leftovers()).isEmpty();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void dropsAllStateOfPodsThatOnlyFilterHasShown(@ForAll @Size(max = 40) List<@From("steps") Step> steps) {
        World world = new World();
        steps.stream()
                .filter(step -> step.act == Act.FILTER || step.act == Act.RECREATE || step.act == Act.FORBID)
                .forEach(world::does);
        world.ledger.forget(END);
        world.removeNodes();

        assertThat(world.leftovers()).isEmpty();
    }

    private static void leftovers(Object holder, Set<Object> seen, Map<String, Object> found) {
        if (!seen.add(holder)) {
            return;
        }
        for (Field field : holder.getClass().getDeclaredFields()) {
            String name = holder.getClass().getSimpleName() + "." + field.getName();
            @Nullable Object value = valueOf(field, holder);
            boolean isFull = name.equals("Cluster.nodes") ? knowsANode((Cluster) holder) : isFull(value);
            if (isFull && !KEPT.contains(name) && !Modifier.isStatic(field.getModifiers())) {
                found.put(name, value);
            }
            if (value != null && isLookedInto(value)) {
                leftovers(value, seen, found);
            }
        }
    }

    private static boolean isLookedInto(Object value) {
        Class<?> type = value.getClass();
        return LOOKED_INTO.contains(type.getPackageName())
                && !type.isRecord()
                && !type.isEnum()
                && !(value instanceof NodeTable)
                && !(value instanceof NodeSet);
    }

    private static boolean isFull(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Map<?, ?> map -> !map.isEmpty();
            case Collection<?> collection -> !collection.isEmpty();
            default -> false;
        };
    }

    /** Numbers that are nobody's stay, to be given to others. */
    private static boolean knowsANode(Cluster cluster) {
        return IntStream.range(0, cluster.table().size())
                .anyMatch(number -> cluster.node(number).isPresent()
                        || !cluster.podsOn(number).isEmpty()
                        || cluster.nodes().contains(number));
    }

    private static @Nullable Object valueOf(Field field, Object holder) {
        try {
            field.setAccessible(true);
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static final class World {
        final Cluster cluster = new Cluster();
        final NominationBook book = new NominationBook(NOMINATING);
        final Ledger ledger = new Ledger(cluster, NOMINATING, RuleLimits.DEFAULTS);
        final HeldNodes held = new HeldNodes(cluster, ledger, book, NOMINATING);
        final Offers offers = new Offers(ledger, held, NOMINATING, new SplittableRandom(1));
        final Nominations nominations =
                new Nominations(cluster, ledger, held, book, NOMINATING, new SplittableRandom(1));
        final GroupsOfOne groupsOfOne = new GroupsOfOne();
        private final Map<String, Permit> permits = new HashMap<>();
        private final int[] generation = new int[PODS];
        private final List<String> nodes = new ArrayList<>(NODES);
        private long version = 10;

        World() {
            ledger.holdBy(held);
            ledger.follow(groupsOfOne);
            nodes.forEach(node -> cluster.put(NodePicture.node(node).node()));
        }

        Map<String, Object> leftovers() {
            nominations.clear(END);
            Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            Map<String, Object> found = new TreeMap<>();
            for (Object part : List.of(ledger, held, nominations, groupsOfOne, cluster)) {
                LeftoversProperties.leftovers(part, seen, found);
            }
            found.remove("Ledger.followers");
            return found;
        }

        void removeNodes() {
            nodes.forEach(node -> ledger.removeNode(NodePicture.node(node).name(), END));
        }

        void does(Step step) {
            NodePicture node = NodePicture.node(nodes.get(step.how % nodes.size()));
            PodPicture pod = PodPicture.pod("web-" + step.which)
                    .uid("web-" + step.which + "-" + generation[step.which])
                    .spread(SPREADS.get(step.how % SPREADS.size()))
                    .label("tier", "t" + step.how / SPREADS.size() % 3)
                    .by("scheduler-" + step.which % 3)
                    .controlledBy("set-" + step.which % 2)
                    .version(++version);
            Moment now = new Moment(version);
            switch (step.act) {
                case SHOW -> ledger.put(pod.info(), true, now);
                case SHOW_BOUND -> ledger.put(pod.on(node.name()).info(), true, now);
                case SHOW_NOMINATED ->
                    ledger.put(pod.nominated(node.name()).priority(step.how % 2).info(), true, now);
                case FILTER -> ledger.put(pod.info(), false, now);
                case PERMIT ->
                    cluster.pod(pod.id())
                            .filter(entry -> !entry.isPlaced())
                            .ifPresent(entry ->
                                    permits.put(entry.pod().id().uid(), ledger.permit(entry, node.name(), now)));
                case OFFER ->
                    cluster.pod(pod.id())
                            .filter(entry ->
                                    !entry.isPlaced() && !cluster.nodes().isEmpty())
                            .ifPresent(entry -> offers.offer(
                                    entry, ledger.index().constraints(entry), cluster.nodes(), List.of(), now));
                case SCORE ->
                    cluster.pod(pod.id())
                            .filter(entry ->
                                    !entry.isPlaced() && !cluster.nodes().isEmpty())
                            .ifPresent(entry -> {
                                offers.endHints(entry, now);
                                offers.shareBest(
                                        entry,
                                        Contention.of(ledger.index().preferences(pod.id()), List.of()),
                                        cluster.nodes(),
                                        now);
                            });
                case NOMINATE ->
                    cluster.pod(pod.id())
                            .ifPresent(entry -> nominations.nominateSiblings(
                                    entry, ledger.index().constraints(entry), cluster.nodes(), cluster.nodes(), now));
                case NOMINATED ->
                    nominations.take().forEach(nomination -> {
                        if (nomination instanceof Effect.Nominate nominate) {
                            nominations.sends(nominate);
                        }
                        nominations.answered(nomination, OUTCOMES.get(step.how % OUTCOMES.size()), now);
                    });
                case FORBID -> permit(pod).ifPresent(ledger::failed);
                case DOUBT -> permit(pod).ifPresent(permit -> ledger.doubted(permit, now));
                case BIND -> permit(pod).ifPresent(permit -> ledger.bound(permit, permit.node(), now));
                case TICK -> {
                    ledger.endOver(now);
                    nominations.clear(now);
                    ledger.forget(now);
                }
                case GONE -> ledger.end(pod.id(), now);
                case GONE_BEFORE_SHOWN -> ledger.removeBeforeShown(pod.id(), now);
                case GIVE_UP -> cluster.pod(pod.id()).ifPresent(held::giveUp);
                case RECREATE -> {
                    generation[step.which]++;
                    ledger.put(
                            pod.uid("web-" + step.which + "-" + generation[step.which])
                                    .info(),
                            false,
                            now);
                }
                case NODE_GONE -> ledger.removeNode(node.name(), now);
                case NODE -> ledger.put(node.version(version).node(), now);
                case NODE_REPLACED -> {
                    ledger.removeNode(node.name(), now);
                    String other = "n" + version + "/z" + version % 3;
                    nodes.set(step.how % nodes.size(), other);
                    ledger.put(NodePicture.node(other).version(version).node(), now);
                }
            }
        }

        private Optional<Permit> permit(PodPicture pod) {
            return Optional.ofNullable(permits.remove(pod.id().uid()));
        }
    }
}
