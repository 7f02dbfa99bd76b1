package dev.evenkeel.simulation;

import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.api.Reason;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.Node;
import dev.evenkeel.cluster.NodeTable;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.leadership.Alone;
import dev.evenkeel.leadership.DecisionAuthority;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.InProcessDriver;
import dev.evenkeel.rehearse.ScoreReply;
import dev.evenkeel.rehearse.SimulatedPod;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Evenkeel as a process: the arbiter that serves requests, its two watches, its calls to the API server. It may be killed
 * at any moment, and begins anew knowing nothing; and it may stand still with everything half done.
 */
final class EvenkeelProcess implements Extender {
    static final RuleReader RULES = new RuleReader(RuleLimits.DEFAULTS);

    private static final Duration TICK = Duration.ofSeconds(1);

    /** Between two looks at what may be decided. */
    private static final Duration BEAT = Duration.ofMillis(500);

    /** As by default: the deadline of a binding, and how long after it one may take effect. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    /** Why bind refuses what filter or preempt may have promised. */
    private static final Set<Reason> BY_A_RULE = Set.of(Reason.GROUP_PRESENT, Reason.CARRIER_PRESENT, Reason.SET_ASIDE);

    private static final Duration LAG = Duration.ofSeconds(10);

    /** So long a call may stand still between looking up the names of nodes and having the arbiter. */
    private static final Duration LOOKED_UP_BEFORE = Duration.ofMillis(500);

    private static final int LOOKED_UP_LATE = 300;

    /** How evenkeel tells that a node is kept for another pod. */
    private static final String SET_ASIDE = "set aside for a pod that is nominated there";

    private final World world;
    private final ApiServer api;
    private final Weather weather;
    private final Knowledge knowledge;
    private final Judge judge;
    private final SplittableRandom random;
    private final SplittableRandom lookups;

    private @Nullable Life life;
    private int lives;
    private int untilTrouble;
    private Runnable trouble = () -> {};
    private boolean calm;

    EvenkeelProcess(World world, ApiServer api, Weather weather, Knowledge knowledge, Judge judge) {
        this.world = world;
        this.api = api;
        this.weather = weather;
        this.knowledge = knowledge;
        this.judge = judge;
        this.random = world.chance().of("calls to evenkeel");
        this.lookups = world.chance().of("lookups of nodes");
    }

    /** The one place where the core is made. */
    Arbiter arbiter() {
        return new Arbiter(
                PlacementSettings.DEFAULTS.nominating(weather.nominations()),
                limits(weather.groups()),
                world.chance().of("shares " + lives));
    }

    private static RuleLimits limits(int groups) {
        RuleLimits usual = RuleLimits.DEFAULTS;
        return new RuleLimits(usual.annotationLength(), usual.selectorTerms(), usual.termsPerRule(), groups, groups);
    }

    // ---- its life

    void start() {
        if (life == null) {
            lives++;
            life = new Life();
            life.begin();
        }
    }

    /** Something befalls the process right behind one of the next things that it does. */
    void soon(int behind, Runnable what) {
        untilTrouble = behind;
        trouble = what;
    }

    private void didSomething() {
        if (untilTrouble > 0 && --untilTrouble == 0) {
            trouble.run();
        }
    }

    void kill() {
        if (life != null) {
            world.figures().count(Figures.Figure.KILLS);
            world.trace().note("evenkeel", () -> "is killed");
            life.end();
            life = null;
        }
    }

    /** The process stands still, as in a long collection of garbage. */
    void pause(Duration duration) {
        if (life != null) {
            world.figures().count(Figures.Figure.PAUSES);
            world.trace().note("evenkeel", () -> "stands still for " + duration.toMillis() + " ms");
            life.stillUntil = world.elapsed().plus(duration);
        }
    }

    /** From now on it lives, and all its calls work. */
    void calmDown() {
        calm = true;
        untilTrouble = 0;
        start();
        if (life != null) {
            life.calmDown();
        }
    }

    Optional<Arbiter> living() {
        return Optional.ofNullable(life).map(each -> each.arbiter);
    }

    /** Whether the pod has a nomination that the living process has made, and no place that it knows. */
    boolean isOutstanding(StoredPod pod) {
        return life != null
                && api.nominatedSince(pod).isPresent()
                && life.nominated.containsKey(pod.uid())
                && life.arbiter
                        .cluster()
                        .pod(pod.id())
                        .filter(entry -> !entry.isPlaced())
                        .isPresent();
    }

    Optional<Watch<StoredPod>> pods() {
        return Optional.ofNullable(life).map(each -> each.pods);
    }

    Optional<Watch<Node>> nodes() {
        return Optional.ofNullable(life).map(each -> each.nodes);
    }

    /** What had been committed at a moment. */
    private record Look(Moment at, long pods, long nodes) {
        boolean isTold(Watch<StoredPod> toldPods, Watch<Node> toldNodes) {
            return toldPods.hasToldThrough(pods) && toldNodes.hasToldThrough(nodes);
        }
    }

    /** A table of nodes, and until when there was no newer one. */
    private record OldTable(NodeTable table, Duration until) {}

    /** The nodes that a pod was offered. */
    private record Offered(String uid, List<String> nodes) {}

    /** One life of the process. */
    private final class Life implements Arbitration {
        final Arbiter arbiter = arbiter();
        final ApiConnection connection = new ApiConnection(world, api, weather, RULES, judge);
        final InProcessDriver driver = new InProcessDriver(RULES, this, new NoBinder());
        final Watch<StoredPod> pods = new Watch<>(
                "evenkeel pods" + lives,
                world,
                api.podLog(),
                api::listPods,
                StoredPod::key,
                new PodListener(this),
                weather.evenkeelPods());
        final Watch<Node> nodes = new Watch<>(
                "evenkeel nodes" + lives,
                world,
                api.nodeLog(),
                api::listNodes,
                Node::name,
                new NodeListener(this),
                weather.evenkeelNodes());
        final List<Runnable> openCalls = new ArrayList<>();
        /** What is to be done about nominations, one after the other. */
        final Deque<Effect.Nomination> nominations = new ArrayDeque<>();
        /** Where pods were nominated in this life, by UID. */
        final Map<String, String> nominated = new HashMap<>();
        /** The UIDs of pods that the API server has said are gone, and the watch has not yet. */
        final Set<String> gone = new HashSet<>();

        /** What filter has offered; nothing once anything else has happened. */
        private Optional<Offered> offered = Optional.empty();

        /** Who is concerned, by all that this life has been told. */
        final Bystanders bystanders = new Bystanders(api);

        final Preemptions preemptions = new Preemptions(api, knowledge);

        private boolean nominating;
        final DecisionAuthority decisionAuthority = new DecisionAuthority(new Alone(begun(), QUIET), LAG);
        final Deque<Look> looks = new ArrayDeque<>();
        /** The tables of nodes that were the newest until not long ago. */
        final Deque<OldTable> tables = new ArrayDeque<>();

        Duration stillUntil = Duration.ZERO;
        boolean alive = true;
        private int toBeListed = 2;

        void begin() {
            world.trace().note("evenkeel", () -> "begins");
            if (calm) {
                calmDown();
            }
            nodes.start();
            pods.start();
            beat();
            tick();
        }

        /** Nothing can be under way from before the first life. */
        private Moment begun() {
            return lives == 1 ? world.now().plus(QUIET.negated()) : world.now();
        }

        /** Looks how far the watches are, and what may be decided by that. */
        private void beat() {
            run(() -> {
                while (!looks.isEmpty() && looks.getFirst().isTold(pods, nodes)) {
                    decisionAuthority.seen(looks.removeFirst().at);
                }
                looks.add(
                        new Look(world.now(), api.podLog().end(), api.nodeLog().end()));
                arbiter.authorize(decisionAuthority.view(world.now()).authority(world.now()));
                world.after(BEAT, this::beat);
            });
        }

        void calmDown() {
            connection.calmDown();
            pods.calmDown();
            nodes.calmDown();
        }

        void end() {
            alive = false;
            pods.close();
            nodes.close();
            List.copyOf(openCalls).forEach(Runnable::run);
        }

        /** Does something as soon as the process moves, if it still lives then. */
        void run(Runnable action) {
            serve(() -> {
                offered = Optional.empty();
                action.run();
            });
        }

        /** As {@link #run}, for a call of the scheduler. */
        void serve(Runnable action) {
            Duration still = heldUp();
            if (still.isPositive()) {
                world.after(Chance.between(random, still, still.plusMillis(5)), () -> serve(action));
            } else if (alive) {
                action.run();
                didSomething();
            }
        }

        Duration heldUp() {
            Duration still = stillUntil.minus(world.elapsed());
            return still.isPositive() ? still : Duration.ZERO;
        }

        void on(ClusterEvent event) {
            offered = Optional.empty();
            NodeTable before = arbiter.cluster().table();
            arbiter.on(event, world.now());
            if (arbiter.cluster().table() != before) {
                tables.add(new OldTable(before, world.elapsed()));
            }
            judgeGone(event);
            didSomething();
        }

        /** Whom the API server has said is gone no late event brings back. */
        private void judgeGone(ClusterEvent event) {
            switch (event) {
                case ClusterEvent.PodGone(PodId pod) -> gone.remove(pod.uid());
                case ClusterEvent.PodChanged(PodInfo info) -> {
                    PodId pod = info.pod().id();
                    if (gone.contains(pod.uid()) && arbiter.cluster().pod(pod).isPresent()) {
                        throw new BrokenPromiseException(
                                Promise.KNOWLEDGE_IS_TRUE, pod + " was gone, and is believed to be there again");
                    }
                }
                default -> {
                    // About no pod.
                }
            }
        }

        /** Notes that the API server has said so of a pod that is known. */
        private void isGone(PodId pod) {
            if (arbiter.cluster().pod(pod).isPresent()) {
                gone.add(pod.uid());
            }
        }

        /** Somebody of the same or a higher priority waits who is nominated to a node that can be used. */
        private void judgeSetAside(PodId pod, String message) {
            if (!message.endsWith(SET_ASIDE)) {
                return;
            }
            int priority = arbiter.cluster()
                    .pod(pod)
                    .map(entry -> entry.pod().scheduling().priority())
                    .orElseThrow();
            boolean forSomebody = arbiter.cluster().pods().stream()
                    .filter(other -> !other.isPlaced() && !other.pod().id().equals(pod))
                    .map(PodEntry::pod)
                    .filter(other ->
                            !other.scheduling().gated() && other.scheduling().priority() >= priority)
                    .anyMatch(this::isNominatedToAnOpenNode);
            if (!forSomebody) {
                throw new BrokenPromiseException(
                        Promise.NOBODY_WAITS_IN_VAIN, pod + " is told \"" + message + "\", and nobody is");
            }
        }

        private boolean isNominatedToAnOpenNode(Pod pod) {
            Cluster cluster = arbiter.cluster();
            return pod.scheduling()
                    .nominated()
                    .or(() -> Optional.ofNullable(nominated.get(pod.id().uid())))
                    .or(() -> nominations.stream()
                            .filter(each -> each.pod().equals(pod.id()))
                            .map(Effect.Nomination::node)
                            .findFirst())
                    .map(cluster.table()::number)
                    .filter(cluster.nodes()::contains)
                    .flatMap(cluster::node)
                    .filter(node -> node.ready() && !node.unschedulable())
                    .isPresent();
        }

        void listed() {
            if (--toBeListed == 0) {
                world.trace().note("evenkeel", () -> "has seen the whole cluster");
                on(new ClusterEvent.Synced());
            }
        }

        private void tick() {
            run(() -> {
                for (Effect effect : arbiter.tick(world.now())) {
                    world.decisions().take(effect);
                    switch (effect) {
                        case Effect.ReadPod(var permit) ->
                            connection.read(permit.pod(), reading -> run(() -> read(permit, reading)));
                        case Effect.Nomination nomination -> nominations.add(nomination);
                        case Effect.Bind bind -> throw new IllegalStateException("a tick binds: " + bind);
                    }
                }
                nominate();
                world.after(TICK, this::tick);
            });
        }

        /** Goes on with the nominations, unless one is under way. */
        private void nominate() {
            if (!nominating && !nominations.isEmpty()) {
                nominating = true;
                Duration turn = !calm && random.nextInt(20) == 0
                        ? Chance.millis(random, 100, 3_000)
                        : Chance.millis(random, 0, 10);
                world.after(turn, () -> run(() -> perform(nominations.remove())));
            }
        }

        private void perform(Effect.Nomination nomination) {
            if (nomination instanceof Effect.Nominate nominate && !arbiter.sends(nominate, world.now())) {
                performed();
                return;
            }
            if (nomination instanceof Effect.Nominate nominate) {
                requireOurs(nominate.pod());
                if (nominated.put(nominate.pod().uid(), nominate.node()) != null) {
                    throw new BrokenPromiseException(
                            Promise.NOMINATIONS_END, nominate.pod() + " is nominated for the second time");
                }
                if (api.pod(nominate.pod()).filter(StoredPod::isGated).isPresent()) {
                    throw new BrokenPromiseException(
                            Promise.NOMINATIONS_END, nominate.pod() + " is nominated, and gated");
                }
            }
            world.decisions().take(nomination);
            connection.perform(
                    nomination,
                    outcome -> run(() -> {
                        world.trace().note("evenkeel", () -> nomination + ": " + outcome);
                        arbiter.nominated(nomination, outcome, world.now());
                        requireFew();
                        performed();
                    }));
        }

        private void requireOurs(PodId id) {
            if (api.pod(id)
                    .filter(pod -> pod.workload().schedulerName().equals(Scenario.OTHER))
                    .isPresent()) {
                throw new BrokenPromiseException(
                        Promise.NOMINATIONS_END, id + " is nominated, and is another scheduler's to place");
            }
        }

        private void requireFew() {
            long outstanding = api.pods().stream()
                    .filter(EvenkeelProcess.this::isOutstanding)
                    .count();
            if (outstanding > weather.nominations().outstanding()) {
                throw new BrokenPromiseException(
                        Promise.NOMINATIONS_END, outstanding + " pods wait that are nominated at the same time");
            }
        }

        private void performed() {
            nominating = false;
            nominate();
        }

        private void read(Permit permit, PodReading reading) {
            world.trace().note("evenkeel", () -> "reads " + permit.pod().name() + ": " + described(reading));
            if (reading instanceof PodReading.Found(var found)) {
                knowledge.told(found.pod().id().uid(), found.pod().version(), world.step());
                bystanders.asked(found.pod());
            }
            if (reading instanceof PodReading.NotFound) {
                isGone(permit.pod());
            }
            arbiter.read(permit, reading, world.now());
        }

        private static String described(PodReading reading) {
            return switch (reading) {
                case PodReading.Found(var found) ->
                    "there, " + found.pod().node().map(node -> "on " + node).orElse("unbound");
                case PodReading.NotFound() -> "not there";
                case PodReading.Failed(String message) -> message;
            };
        }

        // ---- requests

        void filter(SimulatedPod pod, List<String> among, Consumer<FilterReply> reply) {
            knowledge.told(pod.pod().id().uid(), pod.pod().version(), world.step());
            bystanders.asked(pod.pod());
            FilterReply answer = driver.filter(pod, among);
            if (answer instanceof FilterReply.Failed(String message)) {
                requirePassing(pod.pod().id(), message);
            }
            requireKnown(pod.pod().id(), among, answer);
            if (among.size() == 1 && nominated.containsKey(pod.pod().id().uid())) {
                world.figures().count(Figures.Figure.OWN_NOMINATIONS_TRIED);
            }
            nominations.addAll(arbiter.takeNominations());
            nominate();
            offered = Optional.empty();
            switch (answer) {
                case FilterReply.Failed(String message) -> {
                    world.figures().count(Figures.Figure.FILTERS_NOT_NOW);
                    judgeSetAside(pod.pod().id(), message);
                    // What evenkeel sets aside itself the API server does not show yet.
                    if (message.endsWith(SET_ASIDE) && weather.nominations().equals(NominationLimits.OFF)) {
                        preemptions.refused(pod.pod().id(), among, arbiter.cluster());
                    }
                }
                case FilterReply.Nodes some -> {
                    offered = Optional.of(new Offered(pod.pod().id().uid(), some.feasible()));
                    if (some.feasible().isEmpty()) {
                        world.figures().count(Figures.Figure.FILTERS_EMPTY);
                        preemptions.refused(pod.pod().id(), among, arbiter.cluster());
                    }
                }
            }
            reply.accept(answer);
        }

        /** Some of the nodes are offered to a pod that rules concern: where it is not bound yet, these are there. */
        private void requireKnown(PodId pod, List<String> among, FilterReply answer) {
            if (answer instanceof FilterReply.Nodes some && some.feasible().size() < among.size()) {
                Cluster cluster = arbiter.cluster();
                boolean waits =
                        cluster.pod(pod).filter(entry -> !entry.isPlaced()).isPresent();
                for (String node : some.feasible()) {
                    if (waits && !cluster.nodes().contains(cluster.table().number(node))) {
                        throw new BrokenPromiseException(
                                Promise.OFFERS_ARE_THERE, pod + " is offered " + node + ", which is gone");
                    }
                }
            }
        }

        void bind(PodId pod, String node, Consumer<BindReply> reply) {
            boolean isOffered = offered.filter(last -> last.uid.equals(pod.uid()) && last.nodes.contains(node))
                    .isPresent();
            offered = Optional.empty();
            PermitAnswer permit = arbiter.permit(pod, node, world.now());
            world.decisions().take(permit);
            switch (permit) {
                case PermitAnswer.Granted granted -> {
                    long permittedAt = world.step();
                    preemptions.permitted(pod, permittedAt);
                    world.after(Chance.millis(random, 0, 2), () -> run(() -> send(granted, permittedAt, reply)));
                }
                case PermitAnswer.Refused(Reason reason, String message) -> {
                    world.figures().count(Figures.Figure.BINDS_REFUSED);
                    requirePassing(pod, message);
                    if (BY_A_RULE.contains(reason)) {
                        preemptions.refused(pod, List.of(node), arbiter.cluster());
                    }
                    judgeSetAside(pod, message);
                    // Authority may end by itself.
                    if (isOffered
                            && arbiter.isSynced()
                            && decisionAuthority
                                    .view(world.now())
                                    .authority(world.now())
                                    .withheld(world.now())
                                    .isEmpty()) {
                        throw new BrokenPromiseException(
                                Promise.OFFERS_ARE_KEPT, pod + " was just offered " + node + ": " + message);
                    }
                    reply.accept(new BindReply.Failed(message));
                }
            }
        }

        /** Once all is seen, only those whom a required rule concerns are refused for want of authority. */
        private void requirePassing(PodId pod, String message) {
            boolean withheld = arbiter.isSynced()
                    && decisionAuthority
                            .view(world.now())
                            .authority(world.now())
                            .withheld(world.now())
                            .filter(why -> message.contains(why.message()))
                            .isPresent();
            if (withheld && !bystanders.mayBeConcerned(pod)) {
                throw new BrokenPromiseException(Promise.OTHERS_PASS, pod + " is told: " + message);
            }
        }

        PreemptReply preempt(SimulatedPod pod, Map<String, List<String>> victims) {
            PodId id = pod.pod().id();
            knowledge.told(id.uid(), pod.pod().version(), world.step());
            bystanders.asked(pod.pod());
            offered = Optional.empty();
            Set<String> kept = arbiter.preempt(RULES.read(pod.pod()), victims, world.now());
            world.trace().note("evenkeel", () -> "preempt for " + id.name() + " on " + victims + " → " + kept);
            preemptions.answered(id, victims, kept, world.step());
            return new PreemptReply.Kept(kept);
        }

        private void send(PermitAnswer.Granted granted, long permittedAt, Consumer<BindReply> reply) {
            arbiter.keptFromSending(granted.permit(), world.now())
                    .ifPresentOrElse(
                            withheld -> settle(granted, new BindOutcome.NotSent(withheld.message()), reply),
                            () -> sendOut(granted, permittedAt, reply));
        }

        private void sendOut(PermitAnswer.Granted granted, long permittedAt, Consumer<BindReply> reply) {
            world.decisions().take(granted.bind());
            connection.bind(granted.bind(), permittedAt, outcome -> run(() -> settle(granted, outcome, reply)));
        }

        private void settle(PermitAnswer.Granted granted, BindOutcome outcome, Consumer<BindReply> reply) {
            PodId pod = granted.permit().pod();
            world.trace().note("evenkeel", () -> "binding " + pod.name() + ": " + outcome);
            if (outcome instanceof BindOutcome.Unknown) {
                world.figures().count(Figures.Figure.BINDS_UNKNOWN);
            }
            if (outcome instanceof BindOutcome.Gone || outcome instanceof BindOutcome.UidChanged) {
                isGone(pod);
            }
            switch (arbiter.settle(granted.permit(), outcome, world.now())) {
                case BindAnswer.Success() -> succeeded(pod, granted.bind().node(), reply);
                case BindAnswer.Failure(Reason reason, String message) -> reply.accept(new BindReply.Failed(message));
            }
        }

        private void succeeded(PodId pod, String node, Consumer<BindReply> reply) {
            judge.answered(new Judge.StoredOrGone(pod.name(), api.everBound(pod)), node);
            reply.accept(new BindReply.Bound());
        }

        @Override
        public <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
            return decision.apply(arbiter, world.now());
        }

        @Override
        public NodeTable nodes() {
            Duration earliest = world.elapsed().minus(LOOKED_UP_BEFORE);
            tables.removeIf(old -> old.until.compareTo(earliest) < 0);
            boolean late = !calm && Chance.perMille(lookups, LOOKED_UP_LATE);
            return late && !tables.isEmpty()
                    ? Chance.oneOf(lookups, List.copyOf(tables)).table
                    : arbiter.cluster().table();
        }
    }

    // ---- what its watches show

    private final class PodListener implements Watch.Listener<StoredPod> {
        private final Life of;

        PodListener(Life of) {
            this.of = of;
        }

        @Override
        public Duration heldUp() {
            return of.heldUp();
        }

        @Override
        public void changed(StoredPod pod) {
            world.trace().note("evenkeel sees", () -> pod + " v" + pod.version());
            knowledge.told(pod.uid(), pod.version(), world.step());
            of.bystanders.told(pod);
            of.on(new ClusterEvent.PodChanged(RULES.read(pod.pod())));
        }

        @Override
        public void gone(StoredPod pod) {
            world.trace().note("evenkeel sees", () -> pod.name() + " gone");
            knowledge.forget(pod.uid());
            of.bystanders.gone(pod);
            of.on(new ClusterEvent.PodGone(pod.id()));
        }

        @Override
        public void listed() {
            of.listed();
        }
    }

    private final class NodeListener implements Watch.Listener<Node> {
        private final Life of;

        NodeListener(Life of) {
            this.of = of;
        }

        @Override
        public Duration heldUp() {
            return of.heldUp();
        }

        @Override
        public void changed(Node node) {
            world.trace().note("evenkeel sees", () -> "node " + node.name() + " " + node.labels());
            knowledge.told(node.name(), node.version(), world.step());
            of.on(new ClusterEvent.NodeChanged(node));
        }

        @Override
        public void gone(Node node) {
            world.trace().note("evenkeel sees", () -> "node " + node.name() + " gone");
            of.on(new ClusterEvent.NodeGone(node.name()));
        }

        @Override
        public void listed() {
            of.listed();
        }
    }

    // ---- the way from the scheduler

    @Override
    public void filter(SimulatedPod pod, List<String> nodes, Consumer<FilterReply> reply) {
        call(
                reply,
                FilterReply.Failed::new,
                world.decisions()::take,
                (living, back) -> living.filter(pod, nodes, back));
    }

    @Override
    public void prioritize(SimulatedPod pod, List<String> nodes, Consumer<ScoreReply> reply) {
        call(
                reply,
                ScoreReply.Failed::new,
                world.decisions()::take,
                (living, back) -> back.accept(living.driver.prioritize(pod, nodes)));
    }

    @Override
    public void preempt(SimulatedPod pod, Map<String, List<String>> victims, Consumer<PreemptReply> reply) {
        call(
                reply,
                PreemptReply.Failed::new,
                world.decisions()::take,
                (living, back) -> back.accept(living.preempt(pod, victims)));
    }

    @Override
    public void bind(PodId pod, String node, Consumer<BindReply> reply) {
        call(reply, BindReply.Failed::new, world.decisions()::take, (living, back) -> living.bind(pod, node, back));
    }

    /** What is done with a call that has arrived. */
    private interface Work<R> {
        void accept(Life living, Consumer<R> back);
    }

    private <R> void call(Consumer<R> reply, Function<String, R> broken, Consumer<R> decided, Work<R> work) {
        boolean slow = !calm && Chance.perMille(random, weather.slowCalls());
        Duration there = slow ? weather.httpTimeout().plusMillis(random.nextLong(8_000)) : network();
        world.after(there, () -> {
            Life living = life;
            if (living == null) {
                world.after(network(), () -> reply.accept(broken.apply("connection refused")));
                return;
            }
            Runnable breaking = () -> world.after(network(), () -> reply.accept(broken.apply("connection broken")));
            living.openCalls.add(breaking);
            living.serve(() -> work.accept(living, answer -> {
                living.openCalls.remove(breaking);
                decided.accept(answer);
                world.after(network(), () -> reply.accept(answer));
            }));
        });
    }

    private Duration network() {
        return Chance.between(random, Duration.ofNanos(100_000), Duration.ofMillis(2));
    }

    /** The bindings of the simulation take time, and go another way. */
    private static final class NoBinder implements Binder {
        @Override
        public BindOutcome bind(Effect.Bind bind) {
            throw new IllegalStateException("not asked to bind");
        }

        @Override
        public PodReading read(String namespace, String name) {
            throw new IllegalStateException("not asked to read");
        }
    }
}
