package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import dev.evenkeel.traffic.TrafficModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes plans. Of all placements of R pods that fit and keep pinned pods where they are, a plan serves at least
 * {@code min-nodes-ratio} of the nodes among which R can be spread evenly, and no fewer zones than spreading can serve. But
 * a zone may be left out if, even with as many pods as it has room for, its pods would be busier than the plan's busiest.
 * Of those placements it is:
 *
 * <ol>
 *   <li>if some have an imbalance of at most {@code max-imbalance}, of these the one with the most zones, then the most nodes,
 *       then the least imbalance; otherwise the one with the least imbalance, then the most zones and nodes;
 *   <li>then the one with the most even nodes; then one with few changes to what runs.
 * </ol>
 *
 * <p>{@link LateZones} leaves out further zones that have no pinned pod. The first criterion is exact up to some thousand pods
 * ({@link EvenZones} states the bound). A plan costs at most {@link Effort#MOST} steps and a term linear in the sites; a larger
 * question is planned coarsely and marked so. Every plan places as many pods as spreading does among nodes that get traffic,
 * and is never more uneven. The names of nodes and zones only decide between equals.
 */
public final class Planner {
    /** Steps for looking at one usable site, which is sorted in several orders. */
    private static final long USABLE = 15 * Effort.NODE;

    private final PlanSettings settings;

    /** A planner without state; may be shared between threads. */
    public Planner(PlanSettings settings) {
        this.settings = settings;
    }

    /**
     * Plans for a Service.
     *
     * @param pods how many pods there are to be; no fewer than are pinned
     * @param sites the nodes; the plan numbers them from 0 in this order
     * @throws IllegalArgumentException if more pods are pinned
     */
    public Plan plan(TrafficModel model, int pods, List<Site> sites) {
        long pinned = sites.stream().mapToLong(Site::pinned).sum();
        if (pods < pinned) {
            throw new IllegalArgumentException(pods + " pods, and " + pinned + " of them stay");
        }
        return plan(model, pods, sites, new Effort());
    }

    /** As {@link #plan(TrafficModel, int, List)}, with another budget than {@link Effort#MOST}. */
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

    /** The best plan, or a coarse one if the budget does not suffice. */
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

    /** A plan whose cost is linear in the sites, but for sorting. */
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

    /** The sites, without room for further pods where no traffic arrives. */
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

    /** The first plan, unless the other places more pods, or as many with less imbalance. */
    private static Plan better(Plan first, Plan other) {
        boolean places = other.unplanned() < first.unplanned();
        boolean evens = other.unplanned() == first.unplanned() && other.imbalance() < first.imbalance();
        return places || evens ? other : first;
    }
}
