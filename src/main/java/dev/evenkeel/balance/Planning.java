package dev.evenkeel.balance;

import dev.evenkeel.planner.KeptPlan;
import dev.evenkeel.planner.Plan;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;

/**
 * A plan that has to be made, with all of its input, so that it can be made without the arbiter's lock. The result is
 * taken in by {@code Arbiter.planned}.
 */
public final class Planning {
    private final ServicePlan plan;
    private final KeptPlan keeper;
    private final long number;
    private final Planner planner;
    private final TrafficModel model;
    private final int pods;
    private final List<Site> sites;

    /**
     * A plan to make.
     *
     * @param plan the Service's plan that it updates
     * @param keeper where the result is kept; the Service has another one by then if its nodes have changed
     * @param number requests for a plan in their order; a result is not replaced by that of an earlier request
     */
    Planning(
            ServicePlan plan,
            KeptPlan keeper,
            long number,
            Planner planner,
            TrafficModel model,
            int pods,
            List<Site> sites) {
        this.plan = plan;
        this.keeper = keeper;
        this.number = number;
        this.planner = planner;
        this.model = model;
        this.pods = pods;
        this.sites = List.copyOf(sites);
    }

    /** The plan that was made, with its input. */
    public static final class Made {
        final Planning planning;
        private final Plan plan;

        private Made(Planning planning, Plan plan) {
            this.planning = planning;
            this.plan = plan;
        }

        /** Keeps the plan. */
        void keep() {
            planning.keeper.keep(planning.model, planning.pods, planning.sites, plan);
        }
    }

    /** Makes the plan: tens of milliseconds at most, whatever the input ({@link Planner}). Needs no lock. */
    public Made make() {
        return new Made(this, planner.plan(model, pods, sites));
    }

    ServicePlan plan() {
        return plan;
    }

    KeptPlan keeper() {
        return keeper;
    }

    long number() {
        return number;
    }
}
