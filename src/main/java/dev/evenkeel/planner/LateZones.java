package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Zones that have no pinned pod while other zones have: the few pods still to be placed would carry the whole traffic of such
 * a zone. A zone is left out if with it some pod would be more than {@link #OVERLOADED} times as busy as in a plan from
 * scratch, and less busy without it. Greedy elimination: zones are dropped in a fixed order, each time with a new plan, until
 * the limit is kept; the most even plan seen wins.
 *
 * <p>The rule does not depend on how many pods are still to be placed. So its answer stays the same while pods are bound
 * where the plan wants them.
 */
final class LateZones {
    /** How many times as busy as in a plan from scratch a pod may be so that one zone more serves. */
    static final double OVERLOADED = 1.5;

    /** Tolerance for rounding; smaller than the difference in imbalance of any two plans that differ. */
    private static final double TINY = 1e-9;

    /** Up to so many zones are left out one by one; of more, a fraction of 1/{@value} at once. */
    private static final int AT_ONCE = 8;

    private final List<Site> sites;
    private final boolean zonal;
    private final PlanSettings settings;
    private final Function<List<Site>, Plan> planner;
    private final Function<List<Site>, Plan> coarsePlanner;

    /**
     * The zones of one question.
     *
     * @param sites all sites that the plan covers
     * @param zonal whether only nodes in a zone get traffic
     * @param planner plans for the same pods over other sites; throws {@link Effort.ExhaustedException} if that costs too much
     * @param coarsePlanner plans coarsely for the same pods over other sites
     */
    LateZones(
            List<Site> sites,
            boolean zonal,
            PlanSettings settings,
            Function<List<Site>, Plan> planner,
            Function<List<Site>, Plan> coarsePlanner) {
        this.sites = sites;
        this.zonal = zonal;
        this.settings = settings;
        this.planner = planner;
        this.coarsePlanner = coarsePlanner;
    }

    /**
     * The plan without the zones that would overload a pod. Zones to which the plan assigns no pod are dropped first, since
     * their nodes only raise the number of nodes that have to serve; then those with the fewest planned pods.
     */
    Plan leaveOut(Plan planned) {
        if (noneMayBeLate(planned)) {
            return planned;
        }
        Plan best = planned;
        try {
            double most = Math.max(settings.maxImbalance(), OVERLOADED * imbalanceFromScratch() + TINY);
            List<Site> left = sites;
            List<Zone> late = late(left, planned);
            while (!late.isEmpty() && best.imbalance() > most) {
                left = without(left, late.subList(0, (late.size() + AT_ONCE - 1) / AT_ONCE));
                Plan plan = planner.apply(left);
                if (plan.unplanned() > planned.unplanned()) {
                    return best;
                }
                best = plan.imbalance() < best.imbalance() ? plan : best;
                late = late(left, plan);
            }
            return best;
        } catch (Effort.ExhaustedException _) {
            return leaveAllOut(best).coarse();
        }
    }

    /** The coarse plan without any such zone if it is more even by a factor of {@link #OVERLOADED}; otherwise the given plan. */
    Plan leaveAllOut(Plan planned) {
        if (noneMayBeLate(planned)) {
            return planned;
        }
        Plan plan = coarsePlanner.apply(without(sites, late(sites, planned)));
        boolean better =
                plan.unplanned() <= planned.unplanned() && planned.imbalance() > OVERLOADED * plan.imbalance() + TINY;
        return better ? plan : planned;
    }

    private boolean noneMayBeLate(Plan planned) {
        return planned.imbalance() <= settings.maxImbalance()
                || sites.stream().noneMatch(site -> site.isServing() && getsTraffic(site));
    }

    private boolean getsTraffic(Site site) {
        return site.hasZone() || !zonal;
    }

    /** The imbalance of a plan that pins no pod, but for pods that get no traffic where they are. */
    private double imbalanceFromScratch() {
        return planner.apply(sites.stream()
                        .map(site -> getsTraffic(site) ? new Site(site.zone(), site.room(), site.pods()) : site)
                        .toList())
                .imbalance();
    }

    /** The zones with room and without a pinned pod, those with the fewest planned pods first. */
    private static List<Zone> late(List<Site> left, Plan plan) {
        Map<Integer, Zone> zones = new TreeMap<>();
        for (int node = 0; node < left.size(); node++) {
            Site site = left.get(node);
            if (site.hasZone()) {
                zones.computeIfAbsent(site.zone(), Zone::new).add(site, plan.podsOn(node));
            }
        }
        return zones.values().stream()
                .filter(zone -> !zone.isServing() && zone.sum(Site::room) > 0)
                .sorted(Zone.DISPENSABLE_FIRST)
                .toList();
    }

    private static final class Zone {
        /** Does not depend on the numbers of zones: zones that compare equal are alike. */
        static final Comparator<Zone> DISPENSABLE_FIRST = Comparator.<Zone>comparingInt(zone -> zone.planned)
                .thenComparingInt(zone -> zone.sum(Site::pods))
                .thenComparingInt(zone -> zone.sum(Site::room))
                .thenComparing(Zone::signature, Arrays::compare);

        private final int number;
        private final List<Site> sites = new ArrayList<>();
        private int planned;

        Zone(int number) {
            this.number = number;
        }

        void add(Site site, int pods) {
            sites.add(site);
            planned += pods;
        }

        boolean isServing() {
            return sites.stream().anyMatch(Site::isServing);
        }

        private int sum(ToIntFunction<Site> ofNode) {
            return sites.stream().mapToInt(ofNode).sum();
        }

        private int[] signature() {
            return sites.stream()
                    .sorted(Comparator.comparingInt(Site::room).thenComparingInt(Site::pods))
                    .flatMapToInt(site -> IntStream.of(site.room(), site.pods()))
                    .toArray();
        }
    }

    private static List<Site> without(List<Site> sites, List<Zone> zones) {
        Set<Integer> numbers = zones.stream().map(zone -> zone.number).collect(Collectors.toSet());
        return sites.stream()
                .map(site -> numbers.contains(site.zone()) ? new Site(site.zone(), 0, 0) : site)
                .toList();
    }
}
