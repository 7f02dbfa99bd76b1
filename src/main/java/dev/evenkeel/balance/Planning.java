package dev.evenkeel.balance;

import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.planner.KeptPlan;
import dev.evenkeel.planner.Plan;
import dev.evenkeel.planner.Planner;
import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;

/**
 * A plan that has to be made, with all that it takes: needs neither the arbiter nor its lock. What comes of it is for
 * {@link Arbiter#planned}.
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
     * @param plan whose it is
     * @param keeper what it is for; another one if the nodes are others by then
     * @param number higher ones were asked for later
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

    /** The plan, and what it was made for. */
    public static final class Made {
        final Planning planning;
        private final Plan plan;

        private Made(Planning planning, Plan plan) {
            this.planning = planning;
            this.plan = plan;
        }

        /** From now on this plan is at hand. */
        void keep() {
            planning.keeper.keep(planning.model, planning.pods, planning.sites, plan);
        }
    }

    /** Makes it: some ten milliseconds at most, whatever is asked ({@link Planner}). */
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
