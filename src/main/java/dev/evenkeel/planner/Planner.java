package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes plans. Of all ways to place R pods that keep what is pinned and fit, a plan serves at least
 * {@code min-nodes-ratio} of the nodes among which R can be spread evenly, and no fewer zones than spreading can serve; but
 * a zone that, filled to the brim, would still have busier pods than the plan's busiest may be left out. Of those:
 *
 * <ol>
 *   <li>if some are at most {@code max-imbalance} uneven, of these the one with the most zones, then the most nodes, then
 *       the least imbalance; otherwise the least imbalance, then the most zones and nodes;
 *   <li>then, level nodes; then few changes to what runs.
 * </ol>
 *
 * <p>{@link LateZones} says when a zone that nobody serves yet is left out too. The first is exact up to some thousand
 * pods ({@link EvenZones} states the bound). No plan costs more than {@link Effort#MOST} and what follows the number of
 * sites: what is too large is planned coarsely, and says so. In any case a plan places as many pods as spreading does among
 * nodes that get traffic, and is never more uneven. How nodes and zones are called changes nothing but which of equal ones is
 * taken.
 */
public final class Planner {
    /** Looking at a site that may be used: it is put in several orders. */
    private static final long USABLE = 15 * Effort.NODE;

    private final PlanSettings settings;

    public Planner(PlanSettings settings) {
        this.settings = settings;
    }

    /**
     * The plan.
     *
     * @param pods how many there shall be; no fewer than are pinned
     */
    public Plan plan(TrafficModel model, int pods, List<Site> sites) {
        long pinned = sites.stream().mapToLong(Site::pinned).sum();
        if (pods < pinned) {
            throw new IllegalArgumentException(pods + " pods, and " + pinned + " of them stay");
        }
        return plan(model, pods, sites, new Effort());
    }

    /** As {@link #plan(TrafficModel, int, List)}, with an effort that is not the usual one. */
    Plan plan(TrafficModel model, int pods, List<Site> sites, Effort effort) {
        Plan plan = planOver(sites, pods, model, effort);
        if (!model.dependsOnPlaces()) {
            return plan;
        }
        LateZones late = new LateZones(
                sites,
                model.topologyKey().isPresent(),
                settings,
                some -> exactOver(some, pods, model, effort),
                some -> coarseOver(some, pods, model));
        return plan.isCoarse() ? late.leaveAllOut(plan).coarse() : late.leaveOut(plan);
    }

    /** The best plan, or a coarse one if that would be too much effort. */
    private Plan planOver(List<Site> sites, int pods, TrafficModel model, Effort effort) {
        try {
            return exactOver(sites, pods, model, effort);
        } catch (Effort.ExhaustedException _) {
            return coarseOver(sites, pods, model).coarse();
        }
    }

    private Plan exactOver(List<Site> sites, int pods, TrafficModel model, Effort effort) {
        return switch (model) {
            case TrafficModel.NodeEven() -> {
                PlanQuestion question = question(sites, pods, false, effort);
                yield new Plan(model, sites, new EvenNodes(question, effort).counts(), pods);
            }
            case TrafficModel.ZoneNode(String _), TrafficModel.ZonePod(String _) ->
                evenZones(sites, pods, model, effort);
            case TrafficModel.PodEven(), TrafficModel.SingleNode() -> spread(sites, pods, model);
        };
    }

    private PlanQuestion question(List<Site> sites, int pods, boolean zonal, Effort effort) {
        effort.spend(sites.size() * Effort.NODE);
        PlanQuestion question = PlanQuestion.of(sites, pods, zonal, settings);
        effort.spend(question.usable().size() * USABLE);
        return question;
    }

    private Plan evenZones(List<Site> sites, int pods, TrafficModel model, Effort effort) {
        PlanQuestion question = question(sites, pods, true, effort);
        // Without a single zone the balancer has nowhere to send traffic, and no plan is better than another.
        if (question.usable().isEmpty()) {
            return spread(sites, pods, model);
        }
        EvenZones zones = new EvenZones(question, effort, model instanceof TrafficModel.ZoneNode);
        Plan plan = new Plan(model, sites, zones.counts(), pods);
        return zones.isExact() ? plan : better(plan, coarseOver(sites, pods, model));
    }

    // ---- coarse plans

    /** A plan that costs little whatever is asked: its cost follows the sites. */
    private Plan coarseOver(List<Site> sites, int pods, TrafficModel model) {
        boolean zonal = model.topologyKey().isPresent();
        PlanQuestion question = PlanQuestion.of(sites, pods, zonal, settings);
        Plan spread = spread(reached(question), pods, model);
        if (!zonal || question.usable().isEmpty()) {
            return spread;
        }
        Optional<int[]> even = CoarseZones.counts(question, model instanceof TrafficModel.ZoneNode);
        return even.map(counts -> better(new Plan(model, sites, counts, pods), spread))
                .orElse(spread);
    }

    /** The sites as if there were room only where traffic is. */
    private static List<Site> reached(PlanQuestion question) {
        Set<Integer> usable = Set.copyOf(question.usable());
        return IntStream.range(0, question.sites().size())
                .mapToObj(node -> {
                    Site site = question.site(node);
                    return usable.contains(node)
                            ? site
                            : new Site(site.zone(), site.pinned(), site.pods(), site.pinned());
                })
                .toList();
    }

    private static Plan spread(List<Site> sites, int pods, TrafficModel model) {
        return new Plan(model, sites, Spreading.counts(pods, sites), pods);
    }

    /** The first, unless the other places more pods, or as many with less imbalance. */
    private static Plan better(Plan first, Plan other) {
        boolean places = other.unplanned() < first.unplanned();
        boolean evens = other.unplanned() == first.unplanned() && other.imbalance() < first.imbalance();
        return places || evens ? other : first;
    }
}
