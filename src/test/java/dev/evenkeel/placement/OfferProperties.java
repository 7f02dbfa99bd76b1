package dev.evenkeel.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.api.Reason;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.RuleLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Filter and bind say the same: what filter offers, bind grants as long as nothing has changed, and who is offered nothing for now
 * is not kept waiting for ever. Whatever pods ask for, whatever is nominated by whom, whatever has happened before.
 */
class OfferProperties {
    private static final List<NominationOutcome> OUTCOMES = List.of(NominationOutcome.values());
    private static final List<String> NODES = List.of("a/z1", "b/z1", "c/z1", "d/z2", "e");
    private static final int PODS = 7;
    private static final List<String> SPREADS = List.of(
            "required",
            "required max 2",
            "required zone",
            "required zone max 2",
            "required, required zone max 2",
            "required, preferred zone",
            "preferred",
            "off");
    private static final List<String> APPS = List.of("web", "web", "web", "db");
    private static final NominationLimits LIMITS = new NominationLimits(2, 2, Duration.ofSeconds(30));
    private static final Authority.Withheld NOT_LEADING = new Authority.Withheld(Reason.NOT_LEADING, "not now");

    /** What may happen. */
    enum Act {
        CREATE,
        GONE,
        TERMINATE,
        NOMINATE,
        CLEAR,
        UNGATE,
        NODE,
        NODE_GONE,
        OFFER_AND_BIND,
        OFFER,
        SCORE,
        BIND,
        PREEMPT,
        SETTLE,
        TICK,
        NOMINATIONS,
        AUTHORITY,
        TIME
    }

    /** One event; what the numbers pick depends on the act. */
    record Step(Act act, int which, int how) {}

    @Provide
    Arbitrary<Step> steps() {
        return drawnSteps();
    }

    static Arbitrary<Step> drawnSteps() {
        Arbitrary<Act> acts = Arbitraries.frequency(
                Tuple.of(8, Act.CREATE),
                Tuple.of(1, Act.GONE),
                Tuple.of(1, Act.TERMINATE),
                Tuple.of(4, Act.NOMINATE),
                Tuple.of(1, Act.CLEAR),
                Tuple.of(1, Act.UNGATE),
                Tuple.of(2, Act.NODE),
                Tuple.of(1, Act.NODE_GONE),
                Tuple.of(8, Act.OFFER_AND_BIND),
                Tuple.of(4, Act.OFFER),
                Tuple.of(1, Act.SCORE),
                Tuple.of(2, Act.BIND),
                Tuple.of(1, Act.PREEMPT),
                Tuple.of(3, Act.SETTLE),
                Tuple.of(1, Act.TICK),
                Tuple.of(2, Act.NOMINATIONS),
                Tuple.of(1, Act.AUTHORITY),
                Tuple.of(2, Act.TIME));
        return Combinators.combine(
                        acts,
                        Arbitraries.integers().between(0, PODS - 1),
                        Arbitraries.integers().between(0, 1_000_000))
                .as(Step::new);
    }

    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void offersNoNodeThatBindWouldRefuse(@ForAll @Size(min = 10, max = 60) List<@From("steps") Step> steps) {
        World world = new World();
        steps.forEach(world::does);
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void bindsEveryPodThatFitsSomewhere(@ForAll @Size(min = 10, max = 60) List<@From("steps") Step> steps) {
        World world = new World();
        steps.forEach(world::does);
        world.calmsDown();
        for (int round = 0; round < 40; round++) {
            world.isScheduled();
        }
        world.assertEveryPodThatFitsIsBound();
    }

    /** The arbiter, and the pods and nodes as the API server has them. */
    static final class World {
        private final Arbiter arbiter = newArbiter();
        private final Map<String, PodPicture> pods = new TreeMap<>();
        private final Map<String, NodePicture> nodes = new TreeMap<>();
        private final List<Permit> unsettled = new ArrayList<>();
        private final List<Effect.Nomination> nominations = new ArrayList<>();
        /** What pods were offered last, by UID. */
        private final Map<String, Offered> offers = new HashMap<>();

        private final List<String> history = new ArrayList<>();
        private Moment now = new Moment(0);
        private long version = 10;
        private int uids;

        /** What a pod was offered, and until when it is kept for it. */
        private record Offered(List<String> nodes, Moment until) {}

        World() {
            NODES.forEach(drawn -> put(NodePicture.node(drawn)));
            // A name that has a number, and a node of which nothing is known.
            arbiter.on(new ClusterEvent.NodeChanged(NodePicture.node("x").node()), now);
            arbiter.on(new ClusterEvent.NodeGone("x"), now);
            arbiter.on(new ClusterEvent.Synced(), now);
        }

        private static Arbiter newArbiter() {
            return new Arbiter(
                    PlacementSettings.DEFAULTS.nominating(LIMITS), RuleLimits.DEFAULTS, new SplittableRandom(1));
        }

        void does(Step step) {
            String name = "p" + step.which;
            Optional<PodPicture> pod = Optional.ofNullable(pods.get(name));
            NodePicture node = NodePicture.node(NODES.get(step.how % NODES.size()));
            history.add(step.toString());
            switch (step.act) {
                case CREATE -> {
                    if (pod.isEmpty()) {
                        store(drawn(name, step.how).uid("uid" + ++uids));
                    }
                }
                case GONE -> pod.ifPresent(this::isGone);
                case TERMINATE ->
                    pod.filter(known -> known.node().isPresent()).ifPresent(known -> store(known.terminating()));
                case NOMINATE -> pod.filter(this::waits).ifPresent(known -> store(known.nominated(node.name())));
                case CLEAR -> pod.filter(this::waits).ifPresent(known -> store(known.nominatedNowhere()));
                case NODE -> {
                    NodePicture changed = step.how / 5 % 3 == 0 ? node.cordon() : node;
                    put(changed.ready(step.how / 15 % 4 > 0));
                }
                case NODE_GONE -> {
                    nodes.remove(node.name());
                    arbiter.on(new ClusterEvent.NodeGone(node.name()), now);
                }
                case UNGATE -> pod.ifPresent(known -> store(known.ungated()));
                case OFFER_AND_BIND ->
                    pod.filter(World::isAskedAbout).ifPresent(known -> offerAndBind(known, some(step.how), step.how));
                case OFFER -> pod.filter(World::isAskedAbout).ifPresent(known -> offer(known, some(step.how)));
                case SCORE ->
                    pod.filter(World::isAskedAbout)
                            .ifPresent(known -> arbiter.score(known.info(), asked(some(step.how)), now));
                case BIND -> pod.ifPresent(known -> bind(known, node.name()));
                case PREEMPT -> pod.filter(World::isAskedAbout).ifPresent(known -> preempt(known, victims(step.how)));
                case SETTLE -> {
                    if (!unsettled.isEmpty()) {
                        settle(unsettled.removeFirst(), step.how % 4);
                    }
                }
                case TICK -> tick();
                case NOMINATIONS -> perform(OUTCOMES.get(step.how % OUTCOMES.size()));
                case AUTHORITY -> arbiter.authorize(authority(step.how % 4));
                case TIME -> now = now.plus(Duration.ofSeconds(step.how % 12));
            }
        }

        private PodPicture drawn(String name, int how) {
            String app = APPS.get(how % APPS.size());
            PodPicture pod = PodPicture.pod(name).labels("app=" + app).priority(how / 4 % 3 == 0 ? 10 : 0);
            pod = how / 12 % 8 == 0 ? pod.gated() : pod;
            pod = how / 96 % 6 == 0 ? pod.grouped() : pod;
            return switch (how / 576 % 12) {
                case 0 -> pod.annotated("evenkeel.dev/avoid", "app=db");
                case 1 -> pod.annotated("evenkeel.dev/exclusive", "true");
                case 2 -> pod;
                case 3 -> pod.spread("required").annotated("evenkeel.dev/selector", "app in (web,db)");
                default -> pod.spread(SPREADS.get(how / 6_912 % SPREADS.size()));
            };
        }

        private Authority authority(int how) {
            return switch (how) {
                case 0 -> NOT_LEADING;
                case 1 -> new Authority.Until(now.plus(Duration.ofSeconds(5)), NOT_LEADING);
                default -> Authority.FULL;
            };
        }

        // ---- the API server and its watch

        private void put(NodePicture node) {
            nodes.put(node.name(), node);
            arbiter.on(new ClusterEvent.NodeChanged(node.version(++version).node()), now);
        }

        private void store(PodPicture pod) {
            PodPicture stored = pod.version(++version);
            pods.put(pod.name(), stored);
            arbiter.on(new ClusterEvent.PodChanged(stored.info()), now);
        }

        private void isGone(PodPicture pod) {
            pods.remove(pod.name());
            arbiter.on(new ClusterEvent.PodGone(pod.id()), now);
        }

        private boolean waits(PodPicture pod) {
            return pod.node().isEmpty();
        }

        /** kube-scheduler asks about no pod with a gate. */
        private static boolean isAskedAbout(PodPicture pod) {
            return !pod.pod().scheduling().gated();
        }

        private void settle(Permit permit, int how) {
            Optional<PodPicture> pod = Optional.ofNullable(pods.get(permit.pod().name()))
                    .filter(known -> known.id().equals(permit.pod()));
            BindOutcome outcome = switch (how) {
                case 0 -> new BindOutcome.Forbidden("too many requests");
                case 1 -> new BindOutcome.Unknown("time-out");
                default -> pod.isEmpty() ? new BindOutcome.Gone() : new BindOutcome.Bound();
            };
            arbiter.settle(permit, outcome, now);
            if (outcome instanceof BindOutcome.Bound) {
                pod.filter(this::waits)
                        .ifPresent(known -> store(known.on(permit.node()).nominatedNowhere()));
            }
        }

        private void perform(NominationOutcome outcome) {
            nominations.addAll(arbiter.nominations().take());
            if (nominations.isEmpty()) {
                return;
            }
            Effect.Nomination nomination = nominations.removeFirst();
            if (nomination instanceof Effect.Nominate nominate && !arbiter.sends(nominate, now)) {
                return;
            }
            arbiter.nominations().answered(nomination, outcome, now);
            PodPicture pod = pods.get(nomination.pod().name());
            if (outcome == NominationOutcome.DONE && pod != null && pod.id().equals(nomination.pod()) && waits(pod)) {
                store(
                        nomination instanceof Effect.Nominate
                                ? pod.nominated(nomination.node())
                                : pod.nominatedNowhere());
            }
        }

        // ---- the scheduler

        /** Some of the names of nodes, known and unknown. */
        private static List<String> some(int how) {
            List<String> names = List.of("a", "b", "c", "d", "e", "x");
            return names.stream()
                    .filter(name -> how % 3 == 0 || ((how / 3) >> names.indexOf(name)) % 2 == 0)
                    .toList();
        }

        private Candidates asked(List<String> names) {
            NodeSet numbers = new NodeSet();
            int unknown = 0;
            for (String name : names) {
                int number = arbiter.cluster().table().number(name);
                if (number == NodeTable.ABSENT) {
                    unknown++;
                } else {
                    numbers.add(number);
                }
            }
            return new Candidates(numbers, unknown, arbiter.cluster().table().generation());
        }

        private Offer offer(PodPicture pod, List<String> names) {
            Offer offer = arbiter.offer(pod.info(), asked(names), now);
            history.add("filter " + pod + " among " + names + " → " + offer);
            offers.put(
                    pod.uid(),
                    new Offered(offered(offer, names), now.plus(PlacementSettings.DEFAULTS.reservationLife())));
            return offer;
        }

        /** Those of the nodes asked about that are offered. */
        private List<String> offered(Offer offer, List<String> names) {
            return switch (offer) {
                case Offer.Everything() -> names;
                case Offer.Some(NodeSet some, var refusals) ->
                    names.stream()
                            .filter(name ->
                                    some.contains(arbiter.cluster().table().number(name)))
                            .toList();
                case Offer.Nothing nothing -> List.of();
                case Offer.NotNow notNow -> List.of();
            };
        }

        private void offerAndBind(PodPicture pod, List<String> names, int how) {
            List<String> offered = offered(offer(pod, names), names);
            if (!offered.isEmpty()) {
                String node = offered.get(how % offered.size());
                assertThat(bind(pod, node)).as(() -> node + this).isInstanceOf(PermitAnswer.Granted.class);
            }
        }

        private PermitAnswer bind(PodPicture pod, String node) {
            PermitAnswer answer = arbiter.permit(pod.id(), node, now);
            history.add("bind " + pod.name() + " to " + node + " → " + answer);
            if (answer instanceof PermitAnswer.Granted granted) {
                unsettled.add(granted.permit());
            }
            return answer;
        }

        /** By candidate, the UIDs of some of the pods that are bound there. */
        private Map<String, List<String>> victims(int how) {
            Map<String, List<String>> victims = new TreeMap<>();
            for (String candidate : some(how >> PODS)) {
                victims.put(
                        candidate,
                        pods.values().stream()
                                .filter(pod -> pod.node().equals(Optional.of(candidate)))
                                .filter(pod ->
                                        (how >> Integer.parseInt(pod.name().substring(1))) % 2 == 0)
                                .map(PodPicture::uid)
                                .toList());
            }
            return victims;
        }

        private Set<String> preempt(PodPicture pod, Map<String, List<String>> victims) {
            Set<String> kept = Set.copyOf(arbiter.preempt(pod.info(), victims, now));
            history.add("preempt for " + pod + " on " + victims + " → " + kept);
            if (kept.size() == 1) {
                offers.put(
                        pod.uid(),
                        new Offered(List.copyOf(kept), now.plus(PlacementSettings.DEFAULTS.reservationLife())));
            }
            return kept;
        }

        /**
         * Victims are looked for; those on one of the candidates go, and right then the pod is bound there.
         *
         * @param which of those that wait the pod is
         */
        void holdsThatPreemptSaysWhatBindDoes(int which, int how, String candidate) {
            List<PodPicture> waiting = pods.values().stream()
                    .filter(pod -> waits(pod) && isAskedAbout(pod))
                    .toList();
            if (waiting.isEmpty()) {
                return;
            }
            PodPicture pod = waiting.get(which % waiting.size());
            Map<String, List<String>> victims = victims(how);
            boolean kept = preempt(pod, victims).contains(candidate);
            boolean placed = arbiter.cluster().pod(pod.id()).orElseThrow().isPlaced();
            pods.values().stream()
                    .filter(other -> victims.getOrDefault(candidate, List.of()).contains(other.uid()))
                    .toList()
                    .forEach(this::isGone);
            boolean dropped = victims.containsKey(candidate)
                    && !kept
                    && !placed
                    && !isOnOffer(pod, candidate)
                    && isConcerned(pod, candidate);
            boolean granted = bind(pod, candidate) instanceof PermitAnswer.Granted;
            if (kept) {
                assertThat(granted).as(() -> candidate + this).isTrue();
            } else if (dropped) {
                assertThat(granted).as(() -> candidate + this).isFalse();
            }
        }

        /** Whether any rule concerns the pod still. */
        private boolean isConcerned(PodPicture pod, String node) {
            return !(offer(pod, List.of(node)) instanceof Offer.Everything);
        }

        /** Whether somebody else was just offered a node that may share a slot with this one. */
        private boolean isOnOffer(PodPicture pod, String node) {
            return offers.entrySet().stream()
                    .filter(offer -> !offer.getKey().equals(pod.uid()))
                    .filter(offer -> now.isBefore(offer.getValue().until))
                    .anyMatch(offer -> offer.getValue().nodes.stream().anyMatch(other -> mayShare(node, other)));
        }

        private static boolean mayShare(String one, String other) {
            return one.equals(other) || Set.of("a", "b", "c").containsAll(Set.of(one, other));
        }

        // ---- when all is calm

        /** What is under way ends, and nothing more goes wrong. */
        void calmsDown() {
            arbiter.authorize(Authority.FULL);
            while (!unsettled.isEmpty()) {
                settle(unsettled.removeFirst(), 2);
            }
            List.copyOf(pods.values()).stream()
                    .filter(pod -> pod.phase() != Pod.Phase.LIVE)
                    .forEach(this::isGone);
            pass(Duration.ofSeconds(30));
        }

        private void pass(Duration duration) {
            now = now.plus(duration);
            tick();
            do {
                perform(NominationOutcome.DONE);
            } while (!nominations.isEmpty());
        }

        private void tick() {
            for (Effect effect : arbiter.tick(now)) {
                switch (effect) {
                    case Effect.ReadPod(Permit permit) -> read(permit);
                    case Effect.Nomination nomination -> nominations.add(nomination);
                }
            }
        }

        private void read(Permit permit) {
            PodPicture pod = pods.get(permit.pod().name());
            arbiter.read(permit, pod == null ? new PodReading.NotFound() : new PodReading.Found(pod.info()), now);
        }

        /** Which nodes kube-scheduler's own plugins let the pod go to: never all, and for some pods not the nominated one. */
        private List<String> passing(PodPicture pod) {
            return nodes.values().stream()
                    .filter(node -> node.ready() && !node.cordoned())
                    .map(NodePicture::name)
                    .filter(name -> (pod.uid() + name).hashCode() % 3 != 0)
                    .toList();
        }

        /** Every waiting pod has its turn; some seconds pass. */
        void isScheduled() {
            for (PodPicture pod : List.copyOf(pods.values())) {
                if (waits(pod) && isAskedAbout(pod)) {
                    schedule(pod);
                }
            }
            pass(Duration.ofSeconds(3));
        }

        /** The nominated node first; a pod that no node will take loses its nomination. */
        private void schedule(PodPicture pod) {
            List<String> passing = passing(pod);
            Optional<String> nominated = pod.pod().scheduling().nominated().filter(passing::contains);
            List<String> offered = nominated
                    .map(node -> offered(offer(pod, List.of(node)), List.of(node)))
                    .orElse(List.of());
            boolean fails = passing.isEmpty();
            if (offered.isEmpty() && !fails) {
                Offer offer = offer(pod, passing);
                offered = offered(offer, passing);
                fails = offer instanceof Offer.Nothing;
            }
            if (fails && pod.pod().scheduling().nominated().isPresent()) {
                store(pod.nominatedNowhere());
            }
            if (!offered.isEmpty() && bind(pod, offered.getFirst()) instanceof PermitAnswer.Granted) {
                unsettled.forEach(permit -> settle(permit, 2));
                unsettled.clear();
            }
        }

        /** Nobody who waits is offered anything by an arbiter that knows of nobody else who waits. */
        void assertEveryPodThatFitsIsBound() {
            Arbiter other = newArbiter();
            NODES.forEach(drawn -> other.on(
                    new ClusterEvent.NodeChanged(NodePicture.node(drawn).node()), now));
            nodes.values().forEach(node -> other.on(new ClusterEvent.NodeChanged(node.node()), now));
            other.on(new ClusterEvent.Synced(), now);
            pods.values().stream()
                    .filter(pod -> !waits(pod))
                    .forEach(pod -> other.on(new ClusterEvent.PodChanged(pod.info()), now));
            // What stands on a node that is gone counts where that was.
            NODES.stream()
                    .map(drawn -> NodePicture.node(drawn).name())
                    .filter(name -> !nodes.containsKey(name))
                    .forEach(name -> other.on(new ClusterEvent.NodeGone(name), now));
            for (PodPicture pod : pods.values()) {
                if (waits(pod) && isAskedAbout(pod) && !passing(pod).isEmpty()) {
                    NodeSet passing = new NodeSet();
                    passing(pod)
                            .forEach(name -> passing.add(other.cluster().table().number(name)));
                    Offer offer = other.offer(
                            pod.nominatedNowhere().info(),
                            new Candidates(passing, 0, other.cluster().table().generation()),
                            now);
                    other.on(new ClusterEvent.PodGone(pod.id()), now);
                    assertThat(offer).as(() -> pod + " waits, in" + this).isInstanceOf(Offer.Nothing.class);
                }
            }
        }

        @Override
        public String toString() {
            String placed = arbiter.cluster().pods().stream()
                    .filter(PodEntry::isPlaced)
                    .map(entry -> entry.pod().id().name() + " on "
                            + arbiter.cluster().table().name(entry.node()))
                    .toList()
                    .toString();
            return "\n"
                    + String.join(
                            "\n", nodes.values().stream().map(Object::toString).toList()) + "\n" + placed + "\n"
                    + history.stream().distinct().collect(Collectors.joining("\n"));
        }
    }
}
