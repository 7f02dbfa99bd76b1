package dev.evenkeel.simulation;

import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.api.Reason;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.leadership.Alone;
import dev.evenkeel.leadership.DecisionAuthority;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.InProcessDriver;
import dev.evenkeel.simulation.BrokenPromiseException.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * One life of evenkeel's process: the arbiter that serves requests, its two watches, its calls to the API server. What it
 * answers is held against the promises ({@link AnswerChecks}).
 */
final class EvenkeelLife implements Arbitration {
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

    final Arbiter arbiter;
    final InProcessDriver driver;
    final Watch<StoredPod> pods;
    final Watch<Node> nodes;
    /** The calls that are not answered yet: what is to be done if the process ends before. */
    final List<Runnable> openCalls = new ArrayList<>();
    /** What is to be done about nominations, one after the other. */
    final Deque<Effect.Nomination> nominations = new ArrayDeque<>();
    /** Where pods were nominated in this life, by UID. */
    final Map<String, String> nominated = new HashMap<>();
    /** Which pods rules concern, by all that this life has seen. */
    final Bystanders bystanders;

    final DecisionAuthority decisionAuthority;

    private final EvenkeelProcess process;
    private final int number;
    private final World world;
    private final ApiServer api;
    private final Knowledge knowledge;
    private final SplittableRandom random;
    private final SplittableRandom lookups;
    private final ApiConnection connection;
    private final Preemptions preemptions;
    private final AnswerChecks checks;
    private final Deque<Look> looks = new ArrayDeque<>();
    /** The tables of nodes that were the newest until not long ago. */
    private final Deque<OldTable> tables = new ArrayDeque<>();

    /** What filter has offered; nothing once anything else has happened. */
    private Optional<Offered> offered = Optional.empty();

    private boolean nominating;
    private Duration stillUntil = Duration.ZERO;
    private boolean alive = true;
    private int toBeListed = 2;

    /** What had been committed at a moment. */
    private record Look(Moment at, long pods, long nodes) {
        boolean isReported(Watch<StoredPod> podWatch, Watch<Node> nodeWatch) {
            return podWatch.hasReportedThrough(pods) && nodeWatch.hasReportedThrough(nodes);
        }
    }

    /** A table of nodes, and until when there was no newer one. */
    private record OldTable(NodeTable table, Duration until) {}

    /** The nodes that a pod was offered. */
    private record Offered(String uid, List<String> nodes) {}

    /**
     * A life that has not begun.
     *
     * @param number counted from 1
     * @param lookups how late nodes are looked up, in all lives of the process
     */
    EvenkeelLife(EvenkeelProcess process, int number, SplittableRandom lookups) {
        this.process = process;
        this.number = number;
        this.world = process.world;
        this.api = process.api;
        this.knowledge = process.knowledge;
        this.random = process.random;
        this.lookups = lookups;
        this.arbiter = process.arbiter();
        this.connection = new ApiConnection(world, api, process.weather, EvenkeelProcess.RULES, process.judge);
        this.driver = new InProcessDriver(EvenkeelProcess.RULES, this, new NoBinder());
        this.pods = new Watch<>(
                "evenkeel pods" + number,
                world,
                api.podLog(),
                api::listPods,
                StoredPod::key,
                new PodListener(),
                process.weather.evenkeelPods());
        this.nodes = new Watch<>(
                "evenkeel nodes" + number,
                world,
                api.nodeLog(),
                api::listNodes,
                Node::name,
                new NodeListener(),
                process.weather.evenkeelNodes());
        this.bystanders = new Bystanders(api);
        this.preemptions = new Preemptions(api, knowledge);
        this.decisionAuthority = new DecisionAuthority(new Alone(begun(), QUIET), LAG);
        this.checks = new AnswerChecks(this, world, api, process.weather);
    }

    void begin() {
        world.trace().note("evenkeel", () -> "begins");
        if (process.isCalm()) {
            calmDown();
        }
        nodes.start();
        pods.start();
        beat();
        tick();
    }

    /** Nothing can be under way from before the first life. */
    private Moment begun() {
        return number == 1 ? world.now().plus(QUIET.negated()) : world.now();
    }

    /** Looks how far the watches are, and what may be decided by that. */
    private void beat() {
        run(() -> {
            while (!looks.isEmpty() && looks.getFirst().isReported(pods, nodes)) {
                decisionAuthority.seen(looks.removeFirst().at);
            }
            looks.add(new Look(world.now(), api.podLog().end(), api.nodeLog().end()));
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
            process.didSomething();
        }
    }

    /** The process stands still. */
    void pause(Duration duration) {
        stillUntil = world.elapsed().plus(duration);
    }

    /** Whether the pod has a nomination of this life, and no place that it knows. */
    boolean isOutstanding(StoredPod pod) {
        return api.nominatedSince(pod).isPresent()
                && nominated.containsKey(pod.uid())
                && arbiter.cluster()
                        .pod(pod.id())
                        .filter(entry -> !entry.isPlaced())
                        .isPresent();
    }

    private Duration heldUp() {
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
        checks.seen(event);
        process.didSomething();
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
                }
            }
            nominate();
            world.after(TICK, this::tick);
        });
    }

    /** Sends the next nomination, unless one is under way. */
    private void nominate() {
        if (!nominating && !nominations.isEmpty()) {
            nominating = true;
            Duration turn = !process.isCalm() && random.nextInt(20) == 0
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
            checks.ours(nominate.pod());
            if (nominated.put(nominate.pod().uid(), nominate.node()) != null) {
                throw new BrokenPromiseException(
                        Promise.NOMINATIONS_END, nominate.pod() + " is nominated for the second time");
            }
            if (api.pod(nominate.pod()).filter(StoredPod::isGated).isPresent()) {
                throw new BrokenPromiseException(Promise.NOMINATIONS_END, nominate.pod() + " is nominated, and gated");
            }
        }
        world.decisions().take(nomination);
        connection.perform(
                nomination,
                outcome -> run(() -> {
                    world.trace().note("evenkeel", () -> nomination + ": " + outcome);
                    arbiter.nominations().answered(nomination, outcome, world.now());
                    checks.few();
                    performed();
                }));
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
            checks.gone(permit.pod());
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

    void filter(PodObject pod, List<String> among, Consumer<FilterReply> reply) {
        knowledge.told(pod.pod().id().uid(), pod.pod().version(), world.step());
        bystanders.asked(pod.pod());
        FilterReply answer = driver.filter(pod, among);
        if (answer instanceof FilterReply.Failed(String message)) {
            checks.passing(pod.pod().id(), message);
        }
        checks.offered(pod.pod().id(), among, answer);
        if (among.size() == 1 && nominated.containsKey(pod.pod().id().uid())) {
            world.figures().count(Figures.Figure.OWN_NOMINATIONS_TRIED);
        }
        nominations.addAll(arbiter.nominations().take());
        nominate();
        offered = Optional.empty();
        switch (answer) {
            case FilterReply.Failed(String message) -> {
                world.figures().count(Figures.Figure.FILTERS_NOT_NOW);
                checks.setAside(pod.pod().id(), message);
                // What evenkeel sets aside itself the API server does not show yet.
                if (AnswerChecks.isSetAside(message)
                        && process.weather.nominations().equals(NominationLimits.OFF)) {
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
                checks.passing(pod, message);
                if (BY_A_RULE.contains(reason)) {
                    preemptions.refused(pod, List.of(node), arbiter.cluster());
                }
                checks.setAside(pod, message);
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

    Extender.PreemptReply preempt(PodObject pod, Map<String, List<String>> victims) {
        PodId id = pod.pod().id();
        knowledge.told(id.uid(), pod.pod().version(), world.step());
        bystanders.asked(pod.pod());
        offered = Optional.empty();
        Set<String> kept = arbiter.preempt(EvenkeelProcess.RULES.read(pod.pod()), victims, world.now());
        world.trace().note("evenkeel", () -> "preempt for " + id.name() + " on " + victims + " → " + kept);
        preemptions.answered(id, victims, kept, world.step());
        return new Extender.PreemptReply.Kept(kept);
    }

    private void send(PermitAnswer.Granted granted, long permittedAt, Consumer<BindReply> reply) {
        arbiter.keptFromSending(granted.permit(), world.now())
                .ifPresentOrElse(
                        withheld -> settle(granted, new BindOutcome.NotSent(withheld.message()), reply),
                        () -> sendOut(granted, permittedAt, reply));
    }

    private void sendOut(PermitAnswer.Granted granted, long permittedAt, Consumer<BindReply> reply) {
        world.decisions().binds(granted.permit());
        connection.bind(granted.permit(), permittedAt, outcome -> run(() -> settle(granted, outcome, reply)));
    }

    private void settle(PermitAnswer.Granted granted, BindOutcome outcome, Consumer<BindReply> reply) {
        PodId pod = granted.permit().pod();
        world.trace().note("evenkeel", () -> "binding " + pod.name() + ": " + outcome);
        if (outcome instanceof BindOutcome.Unknown) {
            world.figures().count(Figures.Figure.BINDS_UNKNOWN);
        }
        if (outcome instanceof BindOutcome.Gone || outcome instanceof BindOutcome.UidChanged) {
            checks.gone(pod);
        }
        switch (arbiter.settle(granted.permit(), outcome, world.now())) {
            case BindAnswer.Success() -> succeeded(pod, granted.permit().node(), reply);
            case BindAnswer.Failure(Reason reason, String message) -> reply.accept(new BindReply.Failed(message));
        }
    }

    private void succeeded(PodId pod, String node, Consumer<BindReply> reply) {
        process.judge.answered(new Judge.StoredOrGone(pod.name(), api.everBound(pod)), node);
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
        boolean late = !process.isCalm() && Chance.perMille(lookups, LOOKED_UP_LATE);
        return late && !tables.isEmpty()
                ? Chance.oneOf(lookups, List.copyOf(tables)).table
                : arbiter.cluster().table();
    }

    // ---- what its watches show

    private final class PodListener implements Watch.Listener<StoredPod> {
        @Override
        public Duration heldUp() {
            return EvenkeelLife.this.heldUp();
        }

        @Override
        public void changed(StoredPod pod) {
            world.trace().note("evenkeel sees", () -> pod + " v" + pod.version());
            knowledge.told(pod.uid(), pod.version(), world.step());
            bystanders.told(pod);
            on(new ClusterEvent.PodChanged(EvenkeelProcess.RULES.read(pod.pod())));
        }

        @Override
        public void gone(StoredPod pod) {
            world.trace().note("evenkeel sees", () -> pod.name() + " gone");
            knowledge.forget(pod.uid());
            bystanders.gone(pod);
            on(new ClusterEvent.PodGone(pod.id()));
        }

        @Override
        public void listed() {
            EvenkeelLife.this.listed();
        }
    }

    private final class NodeListener implements Watch.Listener<Node> {
        @Override
        public Duration heldUp() {
            return EvenkeelLife.this.heldUp();
        }

        @Override
        public void changed(Node node) {
            world.trace().note("evenkeel sees", () -> "node " + node.name() + " " + node.labels());
            knowledge.told(node.name(), node.version(), world.step());
            on(new ClusterEvent.NodeChanged(node));
        }

        @Override
        public void gone(Node node) {
            world.trace().note("evenkeel sees", () -> "node " + node.name() + " gone");
            on(new ClusterEvent.NodeGone(node.name()));
        }

        @Override
        public void listed() {
            EvenkeelLife.this.listed();
        }
    }

    /** The bindings of the simulation take time, and go another way. */
    private static final class NoBinder implements Binder {
        @Override
        public BindOutcome bind(Permit bind) {
            throw new IllegalStateException("not asked to bind");
        }

        @Override
        public PodReading read(String namespace, String name) {
            throw new IllegalStateException("not asked to read");
        }
    }
}
