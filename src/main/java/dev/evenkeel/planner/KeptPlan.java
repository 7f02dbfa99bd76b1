package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plan that is kept as long as it holds. Pods that go where it wants them, and room that others take elsewhere, only rule
 * out other plans; so the one at hand stays the best, and to look whether it holds costs one glance at each node. Anything
 * else makes a new one: another model or number of pods, other nodes, a pod beyond the plan, or too little room.
 */
public final class KeptPlan {
    private final Planner planner;
    private @Nullable TrafficModel model;
    private int wanted;
    private List<Site> sites = List.of();
    private @Nullable Plan plan;

    public KeptPlan(Planner planner) {
        this.planner = planner;
    }

    /**
     * The plan for these pods and nodes, as {@link Planner#plan}.
     *
     * @param nodes in the same order as last time, or it is a new question
     */
    public Plan plan(TrafficModel by, int pods, List<Site> nodes) {
        Plan kept = plan;
        if (kept == null || !holds(by, pods, nodes)) {
            kept = planner.plan(by, pods, nodes);
        }
        keep(by, pods, nodes, kept);
        return kept;
    }

    /** Whether the plan at hand is one for these pods and nodes. */
    public boolean holds(TrafficModel by, int pods, List<Site> nodes) {
        Plan kept = plan;
        return kept != null && wanted == pods && Objects.equals(model, by) && holds(kept, nodes);
    }

    /** From now on this plan is at hand, which {@link Planner#plan} has made for these pods and nodes. */
    public void keep(TrafficModel by, int pods, List<Site> nodes, Plan made) {
        model = by;
        wanted = pods;
        sites = nodes;
        plan = made;
    }

    private boolean holds(Plan kept, List<Site> nodes) {
        if (nodes.size() != sites.size()) {
            return false;
        }
        for (int node = 0; node < nodes.size(); node++) {
            Site now = nodes.get(node);
            Site before = sites.get(node);
            int planned = kept.podsOn(node);
            boolean stays =
                    now.zone() == before.zone() && now.room() <= before.room() && now.pinned() >= before.pinned();
            if (!stays || now.pinned() > planned || now.room() < planned) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a plan at hand, and it is a coarse one. */
    public boolean isCoarse() {
        return plan != null && plan.isCoarse();
    }
}
