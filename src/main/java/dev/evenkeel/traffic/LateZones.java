package dev.evenkeel.traffic;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Zones that nobody serves yet while others are served, and most pods have their place there. The few that are still to come would carry such a
 * zone's whole part of the traffic. It is left out if with it some pod would be more than {@link #OVERLOADED} times as busy as
 * in a plan for all pods anew, and is less busy without it.
 *
 * <p>It is not asked how many pods are still to come: as long as they go where the plan wants them, the answer stays the same.
 */
final class LateZones {
    /** How many times as busy as need be a pod may get so that one zone more serves. */
    static final double OVERLOADED = 1.5;

    /** Less than any two plans differ by, and more than rounding does. */
    private static final double TINY = 1e-9;

    private final List<Site> sites;
    private final PlanSettings settings;
    private final Function<List<Site>, Plan> planner;

    /**
     * Zones of a plan.
     *
     * @param sites all that the plan is over
     * @param planner makes a plan for the same pods over some sites
     */
    LateZones(List<Site> sites, PlanSettings settings, Function<List<Site>, Plan> planner) {
        this.sites = sites;
        this.settings = settings;
        this.planner = planner;
    }

    /** The plan without those that would overload a pod; those that it has the fewest pods for are left out first. */
    Plan leaveOut(Plan planned) {
        Plan best = planned;
        List<Site> left = sites;
        Optional<Integer> latest = latest(planned);
        while (latest.isPresent() && isOverloaded(best)) {
            left = without(left, latest.get());
            Plan plan = planner.apply(left);
            if (plan.unplanned() > planned.unplanned()) {
                return best;
            }
            best = plan.imbalance() < best.imbalance() ? plan : best;
            latest = latest(plan);
        }
        return best;
    }

    private boolean isOverloaded(Plan plan) {
        return plan.imbalance() > settings.maxImbalance() && plan.imbalance() > OVERLOADED * anew() + TINY;
    }

    private double anew() {
        return planner.apply(sites.stream()
                        .map(site -> new Site(site.zone(), site.room(), site.pods()))
                        .toList())
                .imbalance();
    }

    /** The zone with the fewest pods of those that the plan serves and that nobody serves yet; empty if nobody serves any. */
    private Optional<Integer> latest(Plan plan) {
        Map<Integer, Zone> zones = new TreeMap<>();
        for (int node = 0; node < sites.size(); node++) {
            Site site = sites.get(node);
            if (site.hasZone()) {
                zones.merge(
                        site.zone(),
                        new Zone(site.zone(), plan.podsOn(node), site.settled(), site.pods(), site.room()),
                        Zone::plus);
            }
        }
        return zones.values().stream().anyMatch(Zone::isServing)
                ? zones.values().stream()
                        .filter(zone -> !zone.isServing() && zone.planned > 0)
                        .min(Zone.DISPENSABLE_FIRST)
                        .map(Zone::number)
                : Optional.empty();
    }

    /** Sums over the nodes of a zone. */
    private record Zone(int number, int planned, int settled, int pods, long room) {
        static final Comparator<Zone> DISPENSABLE_FIRST = Comparator.comparingInt(Zone::planned)
                .thenComparingInt(Zone::pods)
                .thenComparingLong(Zone::room);

        boolean isServing() {
            return settled > 0;
        }

        Zone plus(Zone other) {
            return new Zone(
                    number, planned + other.planned, settled + other.settled, pods + other.pods, room + other.room);
        }
    }

    private static List<Site> without(List<Site> sites, int zone) {
        return sites.stream()
                .map(site -> site.zone() == zone ? new Site(zone, 0, 0) : site)
                .toList();
    }
}
