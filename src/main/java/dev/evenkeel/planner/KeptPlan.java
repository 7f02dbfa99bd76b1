package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Caches the last plan for as long as it holds. Pods that are bound where it wants them, and room that other pods take
 * elsewhere, only exclude other plans: the cached one stays the best, and checking it costs one look at each node. It is
 * replaced if the model, the number of pods or the nodes change, a node gets a pod too many, or has too little room.
 */
public final class KeptPlan {
    private final Planner planner;
    private @Nullable TrafficModel model;
    private int wanted;
    private List<Site> sites = List.of();
    private @Nullable Plan plan;

    /** Without a plan yet. */
    public KeptPlan(Planner planner) {
        this.planner = planner;
    }

    /**
     * The plan for these pods and nodes: the kept one if it holds, otherwise a new one of {@link Planner#plan}.
     *
     * @param nodes in the same order as last time; in another order a new plan is made
     */
    public Plan plan(TrafficModel by, int pods, List<Site> nodes) {
        Plan kept = plan;
        if (kept == null || !holds(by, pods, nodes)) {
            kept = planner.plan(by, pods, nodes);
        }
        keep(by, pods, nodes, kept);
        return kept;
    }

    /** Whether there is a kept plan and it is one for these pods and nodes. */
    public boolean holds(TrafficModel by, int pods, List<Site> nodes) {
        Plan kept = plan;
        return kept != null && wanted == pods && Objects.equals(model, by) && holds(kept, nodes);
    }

    /** Keeps this plan, which {@link Planner#plan} has made for these pods and nodes. */
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

    /** Whether there is a kept plan and it is a coarse one. */
    public boolean isCoarse() {
        return plan != null && plan.isCoarse();
    }
}
