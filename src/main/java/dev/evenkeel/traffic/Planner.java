package dev.evenkeel.traffic;

import java.util.List;

/**
 * Makes plans. Of all ways to place R pods that keep what is settled and fit, a plan serves at least
 * {@code min-nodes-ratio} of the nodes among which R can be spread evenly, and no fewer zones than spreading can serve; but
 * a zone that, filled to the brim, would still have busier pods than the plan's busiest may be left out. Of those:
 *
 * <ol>
 *   <li>if some are at most {@code max-imbalance} uneven, of these the one with the most zones, then the most nodes, then
 *       the least imbalance; otherwise the least imbalance, then the most zones and nodes;
 *   <li>then, level nodes; then few changes to what runs.
 * </ol>
 *
 * <p>{@link LateZones} says when a zone that nobody serves yet is left out too. The first is exact up to some ten thousand
 * pods ({@link EvenZones} states the bound). In any case a plan is never more uneven than spreading. How nodes and zones are
 * called changes nothing but which of equal ones is taken.
 */
public final class Planner {
    private final PlanSettings settings;

    public Planner(PlanSettings settings) {
        this.settings = settings;
    }

    /**
     * The plan.
     *
     * @param pods how many there shall be; no fewer than are settled
     */
    public Plan plan(TrafficModel model, int pods, List<Site> sites) {
        int settled = sites.stream().mapToInt(Site::settled).sum();
        if (pods < settled) {
            throw new IllegalArgumentException(pods + " pods, and " + settled + " of them stay");
        }
        Plan plan = planOver(sites, pods, model);
        return ScaleDown.matters(model)
                ? new LateZones(sites, model.topologyKey().isPresent(), settings, some -> planOver(some, pods, model))
                        .leaveOut(plan)
                : plan;
    }

    private Plan planOver(List<Site> sites, int pods, TrafficModel model) {
        int[] counts = switch (model) {
            case TrafficModel.NodeEven() -> evenNodes(pods, sites);
            case TrafficModel.ZoneNode(String key) -> evenZones(pods, sites, model);
            case TrafficModel.ZonePod(String key) -> evenZones(pods, sites, model);
            case TrafficModel.PodEven(), TrafficModel.SingleNode() -> Spreading.counts(pods, sites);
        };
        return new Plan(model, sites, counts, pods);
    }

    private int[] evenNodes(int pods, List<Site> sites) {
        return new EvenNodes(PlanQuestion.of(sites, pods, false, settings)).counts();
    }

    private int[] evenZones(int pods, List<Site> sites, TrafficModel model) {
        PlanQuestion question = PlanQuestion.of(sites, pods, true, settings);
        // Without a single zone the balancer has nowhere to send traffic, and no plan is better than another.
        if (question.usable().isEmpty()) {
            return Spreading.counts(pods, sites);
        }
        EvenZones zones = new EvenZones(question, model instanceof TrafficModel.ZoneNode);
        int[] counts = zones.counts();
        return zones.isExact() ? counts : notWorse(counts, pods, sites, model);
    }

    private static int[] notWorse(int[] counts, int pods, List<Site> sites, TrafficModel model) {
        int[] spread = Spreading.counts(pods, sites);
        double planned = new Plan(model, sites, counts, pods).imbalance();
        return new Plan(model, sites, spread, pods).imbalance() < planned ? spread : counts;
    }
}
