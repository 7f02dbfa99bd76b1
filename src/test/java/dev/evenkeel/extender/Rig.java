package dev.evenkeel.extender;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.metrics.DecisionMetrics;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** An extender over a real arbiter that has seen some nodes, and an API server with scripted answers. */
final class Rig implements Arbitration, Binder {
    static final int NAMES_PER_CALL = 100;

    final MeterRegistry registry = new SimpleMeterRegistry();
    final Extender extender = new Extender(
            new RuleReader(RuleLimits.DEFAULTS), this, this, new DecisionMetrics(registry), _ -> {}, NAMES_PER_CALL);

    /** What comes of a binding. */
    volatile Function<Permit, BindOutcome> outcome = _ -> new BindOutcome.Bound();

    /** What is thrown instead of a decision, to see what comes of a bug. */
    volatile Optional<RuntimeException> bug = Optional.empty();

    /** Is called right before each decision with {@code true}, and right after it with {@code false}; may throw. */
    volatile Consumer<Boolean> aroundDecisions = _ -> {};

    private final Arbiter arbiter = new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new Random(1));

    Rig(String... nodes) {
        for (String node : nodes) {
            tell(new ClusterEvent.NodeChanged(
                    new Node(node, 1, Labels.of(Topology.HOST, node), true, false, Resources.NONE)));
        }
        tell(new ClusterEvent.Synced());
    }

    synchronized void tell(ClusterEvent event) {
        arbiter.on(event, new Moment(System.nanoTime()));
    }

    String call(Verb verb, byte[] body) throws BadCallException {
        return new String(extender.call(verb, body), StandardCharsets.UTF_8);
    }

    @Override
    public synchronized <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
        if (bug.isPresent()) {
            throw bug.get();
        }
        aroundDecisions.accept(true);
        T decided = decision.apply(arbiter, new Moment(System.nanoTime()));
        aroundDecisions.accept(false);
        return decided;
    }

    /** Lets so much time pass that doubts are settled, by reads that show this. */
    synchronized void settleDoubts(PodReading shown) {
        Moment later = new Moment(System.nanoTime()).plus(PlacementSettings.DEFAULTS.settleAfter());
        for (Effect effect : arbiter.tick(later)) {
            if (effect instanceof Effect.ReadPod(var permit)) {
                arbiter.read(permit, shown, later);
            }
        }
    }

    synchronized int bindingsUnderWay() {
        return arbiter.bindingsUnderWay();
    }

    @Override
    public synchronized NodeTable nodes() {
        return arbiter.cluster().table();
    }

    @Override
    public BindOutcome bind(Permit permit) {
        return outcome.apply(permit);
    }

    @Override
    public PodReading read(String namespace, String name) {
        return new PodReading.NotFound();
    }
}
