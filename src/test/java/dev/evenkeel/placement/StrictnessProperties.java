package dev.evenkeel.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.Term;
import dev.evenkeel.rule.TopologyKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * No required rule is ever broken by a binding that was permitted, however late, twice or out of date the arbiter is told
 * what happens, and whatever becomes of the bindings. Beside the arbiter stands the API server: what is in it is true.
 */
class StrictnessProperties {
    private static final List<String> NODES = List.of("a/z1", "b/z1", "c/z2");
    private static final int PODS = 6;
    private static final List<String> SPREADS = List.of(
            "required", "required", "required max 2", "required zone max 2", "required, required zone max 2", "off");
    private static final List<String> LABELS = List.of("app=web", "app=web,tier=x");

    /** What may happen. */
    enum Act {
        CREATE,
        DELETE,
        LABEL,
        FINISH,
        WATCH,
        WATCH_ALL,
        WATCH_AGAIN,
        NODE_AWAY,
        NODE_BACK,
        FILTER,
        BIND,
        BIND_WITHOUT_FILTER,
        ANSWER,
        ANSWER_LOST,
        COMMIT_LATE,
        TICK,
        READ,
        TIME
    }

    /** One event; what the numbers pick depends on the act. */
    record Step(Act act, int which, int how) {}

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<Act> acts = Arbitraries.frequency(
                Tuple.of(4, Act.CREATE),
                Tuple.of(1, Act.DELETE),
                Tuple.of(1, Act.LABEL),
                Tuple.of(1, Act.FINISH),
                Tuple.of(3, Act.WATCH),
                Tuple.of(1, Act.WATCH_ALL),
                Tuple.of(1, Act.WATCH_AGAIN),
                Tuple.of(1, Act.NODE_AWAY),
                Tuple.of(1, Act.NODE_BACK),
                Tuple.of(1, Act.FILTER),
                Tuple.of(8, Act.BIND),
                Tuple.of(1, Act.BIND_WITHOUT_FILTER),
                Tuple.of(4, Act.ANSWER),
                Tuple.of(4, Act.ANSWER_LOST),
                Tuple.of(4, Act.COMMIT_LATE),
                Tuple.of(3, Act.TICK),
                Tuple.of(3, Act.READ),
                Tuple.of(2, Act.TIME));
        return Combinators.combine(
                        acts,
                        Arbitraries.integers().between(0, PODS - 1),
                        Arbitraries.integers().between(0, 35))
                .as(Step::new);
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void permitsNeverBreakARequiredRule(@ForAll @Size(max = 100) List<@From("steps") Step> steps) {
        ApiServer server = new ApiServer();
        for (Step step : steps) {
            server.does(step);
            server.holds();
        }
    }

    /** The true state, the news not yet told, and the bindings under way. */
    private static final class ApiServer {
        private static final Duration LATEST_COMMIT = Duration.ofSeconds(7);

        /** A binding that was sent. */
        private record Sent(Permit permit, Moment at) {}

        /** What had happened, and how it was then. */
        private record Past(Step step, List<PodPicture> pods) {
            @Override
            public String toString() {
                return step + " → " + pods.stream().map(ApiServer::drawn).toList();
            }
        }

        final Arbiter arbiter = new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
        private final Map<String, PodPicture> pods = new TreeMap<>();
        private final Deque<ClusterEvent> news = new ArrayDeque<>();
        private final List<ClusterEvent> told = new ArrayList<>();
        private final List<Sent> unanswered = new ArrayList<>();
        private final List<Sent> mayCommitYet = new ArrayList<>();
        private final Deque<Permit> reads = new ArrayDeque<>();
        private final List<Past> history = new ArrayList<>();
        private Moment now = new Moment(0);
        private long version = 10;
        private int uids;

        ApiServer() {
            NODES.forEach(node -> arbiter.on(
                    new ClusterEvent.NodeChanged(NodePicture.node(node).node()), now));
            arbiter.on(new ClusterEvent.Synced(), now);
        }

        void does(Step step) {
            String name = "p" + step.which;
            Optional<PodPicture> pod = Optional.ofNullable(pods.get(name));
            String node = NodePicture.node(NODES.get(step.how % NODES.size())).name();
            switch (step.act) {
                case CREATE -> {
                    if (pod.isEmpty()) {
                        store(PodPicture.pod(name)
                                .uid("uid" + ++uids)
                                .labels(LABELS.get(step.how / SPREADS.size() % LABELS.size()))
                                .spread(SPREADS.get(step.how % SPREADS.size())));
                    }
                }
                case DELETE -> pod.ifPresent(this::delete);
                case LABEL -> pod.ifPresent(known -> store(known.label("pod-template-hash", "" + step.how)));
                case FINISH ->
                    pod.filter(known -> known.node().isPresent()).ifPresent(known -> store(known.finished()));
                case WATCH -> tell();
                case WATCH_ALL -> {
                    while (!news.isEmpty()) {
                        tell();
                    }
                }
                case WATCH_AGAIN -> tellAgain(step.how);
                case NODE_AWAY -> arbiter.on(new ClusterEvent.NodeGone(node), now);
                case NODE_BACK ->
                    arbiter.on(
                            new ClusterEvent.NodeChanged(NodePicture.node(NODES.get(step.how % NODES.size()))
                                    .node()),
                            now);
                case FILTER -> pod.ifPresent(this::filter);
                case BIND ->
                    pod.ifPresent(known -> {
                        filter(known);
                        bind(known, node);
                    });
                case BIND_WITHOUT_FILTER -> pod.ifPresent(known -> bind(known, node));
                case ANSWER -> take(unanswered, step.how).ifPresent(sent -> answer(sent, step.how));
                case ANSWER_LOST -> take(unanswered, step.how).ifPresent(sent -> lose(sent, step.how));
                case COMMIT_LATE -> take(mayCommitYet, step.how).ifPresent(sent -> commit(sent.permit));
                case TICK -> tick();
                case READ -> Optional.ofNullable(reads.poll()).ifPresent(permit -> read(permit, step.how));
                case TIME -> pass(Duration.ofSeconds(step.how % 12));
            }
            if (step.act != Act.CREATE || pod.isEmpty()) {
                history.add(new Past(step, List.copyOf(pods.values())));
            }
        }

        // ---- the API server

        private void store(PodPicture pod) {
            PodPicture stored = pod.version(++version);
            pods.put(pod.name(), stored);
            news.add(new ClusterEvent.PodChanged(stored.info()));
        }

        private void delete(PodPicture pod) {
            boolean graceful = pod.node().isPresent() && pod.phase() == Pod.Phase.LIVE;
            if (graceful) {
                store(pod.terminating());
            } else {
                version++;
                pods.remove(pod.name());
                news.add(new ClusterEvent.PodGone(pod.id()));
            }
        }

        private BindOutcome commit(Permit permit) {
            PodPicture pod = pods.get(permit.pod().name());
            if (pod == null) {
                return new BindOutcome.Gone();
            }
            if (!pod.id().equals(permit.pod())) {
                return new BindOutcome.UidChanged(pod.uid());
            }
            if (pod.node().isPresent()) {
                return pod.node().get().equals(permit.node())
                        ? new BindOutcome.AlreadyThere()
                        : new BindOutcome.Elsewhere(pod.node().get());
            }
            store(pod.on(permit.node()));
            return new BindOutcome.Bound();
        }

        // ---- the watch

        private void tell() {
            if (!news.isEmpty()) {
                ClusterEvent event = news.poll();
                told.add(event);
                arbiter.on(event, now);
            }
        }

        /** A list after a broken watch may repeat an older state of a pod that is still there. */
        private void tellAgain(int how) {
            if (!told.isEmpty()
                    && told.get(how % told.size()) instanceof ClusterEvent.PodChanged(PodInfo info)
                    && arbiter.cluster().pod(info.pod().id()).isPresent()) {
                arbiter.on(new ClusterEvent.PodChanged(info), now);
            }
        }

        // ---- the scheduler and the shell

        private void filter(PodPicture pod) {
            NodeSet all = arbiter.cluster().nodes().copy();
            arbiter.offer(
                    pod.info(), new Candidates(all, 0, arbiter.cluster().table().generation()), now);
        }

        private void bind(PodPicture pod, String node) {
            // The scheduler binds one pod once at a time.
            boolean underWay =
                    unanswered.stream().anyMatch(sent -> sent.permit.pod().equals(pod.id()));
            // Where nothing is known of the node, a pod without a rule is let through.
            boolean isFree = pod.info().ask() instanceof ParsedRule.Nothing
                    && !arbiter.cluster()
                            .nodes()
                            .contains(arbiter.cluster().table().number(node));
            if (!underWay && !isFree && arbiter.permit(pod.id(), node, now) instanceof PermitAnswer.Granted granted) {
                unanswered.add(new Sent(granted.permit(), now));
            }
        }

        private void answer(Sent sent, int how) {
            boolean refused = how % 4 == 0;
            settle(sent.permit, refused ? new BindOutcome.Forbidden("too many requests") : commit(sent.permit));
        }

        private void lose(Sent sent, int how) {
            switch (how % 3) {
                case 0 -> commit(sent.permit);
                case 1 -> mayCommitYet.add(new Sent(sent.permit, now));
                default -> {
                    // It never reached the API server.
                }
            }
            settle(sent.permit, new BindOutcome.Unknown("time-out"));
        }

        private void settle(Permit permit, BindOutcome outcome) {
            BindAnswer answer = arbiter.settle(permit, outcome, now);
            Optional<PodPicture> pod = Optional.ofNullable(pods.get(permit.pod().name()))
                    .filter(stored -> stored.id().equals(permit.pod()));
            if (answer instanceof BindAnswer.Success && pod.isPresent()) {
                assertThat(pod.get().node()).as(this::toString).contains(permit.node());
            }
        }

        private void tick() {
            for (Effect effect : arbiter.tick(now)) {
                reads.add(((Effect.ReadPod) effect).permit());
            }
        }

        private void read(Permit permit, int how) {
            PodPicture pod = pods.get(permit.pod().name());
            PodReading reading = how % 5 == 0
                    ? new PodReading.Failed("no answer")
                    : pod == null ? new PodReading.NotFound() : new PodReading.Found(pod.info());
            arbiter.read(permit, reading, now);
        }

        /** A lost binding commits soon or never. A process may stand still at any moment, bindings unsent or unanswered. */
        private void pass(Duration duration) {
            now = now.plus(duration);
            mayCommitYet.removeIf(sent -> now.since(sent.at).compareTo(LATEST_COMMIT) > 0);
        }

        private static <T> Optional<T> take(List<T> list, int how) {
            return list.isEmpty() ? Optional.empty() : Optional.of(list.remove(how % list.size()));
        }

        // ---- what must hold

        void holds() {
            for (PodPicture carrier : pods.values()) {
                if (carrier.info().ask() instanceof ParsedRule.Ruled(Rule rule)) {
                    PodPicture.terms(rule).forEach(term -> holds(carrier, term));
                }
            }
        }

        private void holds(PodPicture carrier, Term term) {
            if (occupies(carrier, term)) {
                List<String> together = pods.values().stream()
                        .filter(pod -> occupies(pod, term))
                        .filter(pod -> domain(pod, term).equals(domain(carrier, term)))
                        .filter(pod -> isOfGroup(pod, carrier))
                        .map(PodPicture::name)
                        .toList();
                assertThat(together)
                        .as(() -> term + " of " + carrier.name() + this)
                        .hasSizeLessThanOrEqualTo(term.max());
            }
        }

        /** On its way out a pod may or may not count in its zone, depending on what is known of its node. */
        private static boolean occupies(PodPicture pod, Term term) {
            boolean onItsWayOut = pod.phase() == Pod.Phase.FINISHED
                    || (pod.phase() == Pod.Phase.TERMINATING && !term.key().equals(TopologyKey.HOST));
            return pod.node().isPresent() && !onItsWayOut;
        }

        private static Optional<String> domain(PodPicture pod, Term term) {
            return NODES.stream()
                    .map(NodePicture::node)
                    .filter(node -> pod.node().equals(Optional.of(node.name())))
                    .map(node -> node.labels().get(term.key().label()))
                    .findFirst();
        }

        private static boolean isOfGroup(PodPicture pod, PodPicture owner) {
            Set<String> keys = Set.of("app", "tier");
            return owner.labels().entrySet().stream()
                    .filter(label -> keys.contains(label.getKey()))
                    .allMatch(label -> label.getValue().equals(pod.labels().get(label.getKey())));
        }

        private static String drawn(PodPicture pod) {
            return pod.name() + pod.labels()
                    + pod.node().map(node -> " on " + node).orElse("") + " "
                    + pod.settings().values() + (pod.phase() == Pod.Phase.LIVE ? "" : " " + pod.phase());
        }

        @Override
        public String toString() {
            return "\nafter\n  " + history.stream().map(Past::toString).collect(Collectors.joining("\n  "));
        }
    }
}
