package dev.evenkeel.rehearse;

import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Binder;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.file.Snapshot;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** An arbiter that knows a snapshot, and the API server behind it, which binds everything at once. No time passes. */
final class OneCluster implements Arbitration, Binder {
    static final RuleReader RULES = new RuleReader(RuleLimits.DEFAULTS);

    private static final Moment NOW = new Moment(0);

    private final Arbiter arbiter =
            new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1));
    /** By UID of the pod. */
    final Map<String, String> bindings = new HashMap<>();

    OneCluster(Snapshot snapshot) {
        snapshot.nodes().forEach(node -> tell(new ClusterEvent.NodeChanged(node)));
        snapshot.placed().forEach(pod -> tell(new ClusterEvent.PodChanged(RULES.read(pod))));
        tell(new ClusterEvent.Synced());
    }

    private void tell(ClusterEvent event) {
        arbiter.on(event, NOW);
    }

    @Override
    public synchronized <T> T decide(BiFunction<Arbiter, Moment, T> decision) {
        return decision.apply(arbiter, NOW);
    }

    @Override
    public synchronized NodeTable nodes() {
        return arbiter.cluster().table();
    }

    @Override
    public BindOutcome bind(Permit permit) {
        bindings.put(permit.pod().uid(), permit.node());
        return new BindOutcome.Bound();
    }

    @Override
    public PodReading read(String namespace, String name) {
        return new PodReading.Failed("nothing is read here");
    }
}
