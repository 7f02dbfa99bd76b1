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
 * Zones that nobody serves yet, while most pods have their place in others. The few that are still to come would carry such a
 * zone's whole part of the traffic. It is left out if with it some pod would be more than {@link #OVERLOADED} times as busy
 * as in a plan for all pods anew, and is less busy without it.
 *
 * <p>It is not asked how many pods are still to come: as long as they go where the plan wants them, the answer stays the
 * same.
 */
final class LateZones {
    /** How many times as busy as need be a pod may get so that one zone more serves. */
    static final double OVERLOADED = 1.5;

    /** Less than any two plans differ by, and more than rounding does. */
    private static final double TINY = 1e-9;

    /** Up to so many zones are left out one by one; of more, one part in so many at once. */
    private static final int AT_ONCE = 8;

    private final List<Site> sites;
    private final boolean zonal;
    private final PlanSettings settings;
    private final Function<List<Site>, Plan> planner;
    private final Function<List<Site>, Plan> coarsePlanner;

    /**
     * Zones of a plan.
     *
     * @param sites all that the plan is over
     * @param zonal whether only nodes in a zone get traffic
     * @param planner makes a plan for the same pods over some sites, unless the effort is exhausted
     * @param coarsePlanner makes a coarse one
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
     * The plan without those that would overload a pod. A zone that the plan does not serve itself goes first, as its nodes
     * only raise the number of those that have to serve; then the one that it has the fewest pods for.
     */
    Plan leaveOut(Plan planned) {
        if (noneMayBeLate(planned)) {
            return planned;
        }
        Plan best = planned;
        try {
            double most = Math.max(settings.maxImbalance(), OVERLOADED * anew() + TINY);
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

    /** The plan without any of them, if it is so much better; made by the coarse planner. */
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

    /** Pods that get no traffic where they are have no part in either plan. */
    private double anew() {
        return planner.apply(sites.stream()
                        .map(site -> getsTraffic(site) ? new Site(site.zone(), site.room(), site.pods()) : site)
                        .toList())
                .imbalance();
    }

    /** The zones that have room and that nobody serves yet, those with the fewest pods first. */
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
        /** The same of any two that are alike, whatever they are called. */
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
