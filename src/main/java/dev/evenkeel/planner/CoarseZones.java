package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Plans for balancers that give each zone the same, for questions that are too large for {@link EvenZones}: {@link WaterFilling}
 * twice, first over zones and then over the nodes of each. Greedy elimination leaves out the zones with the least room if the
 * rest is more even without them. The cost grows linearly with the nodes, but for sorting.
 */
final class CoarseZones {
    /** With more zones there is no such plan: there are few nodes in each, and spreading is about as good. */
    static final int MOST_ZONES = 500;

    /** How many zones are left out at most. */
    private static final int MOST_LEFT_OUT = 64;

    private final PlanQuestion question;
    private final List<ZoneCapacity> all;

    private CoarseZones(PlanQuestion question, boolean byNode) {
        this.question = question;
        this.all = ZoneCapacity.all(question, new Effort(Long.MAX_VALUE), byNode);
    }

    /** The zones that serve, and how many pods each of them gets. */
    private static final class Allotment {
        final List<ZoneCapacity> zones;
        final int[] pods;

        Allotment(List<ZoneCapacity> zones, int[] pods) {
            this.zones = zones;
            this.pods = pods;
        }

        /** The busiest pod gets one part of this, if each zone reaches what its pods and nodes allow at best. */
        long shareDenominator() {
            return zones.size()
                    * IntStream.range(0, pods.length)
                            .mapToLong(i -> Math.min(pods[i], zones.get(i).maxShareDenominator()))
                            .min()
                            .orElse(0);
        }
    }

    /**
     * How many pods each site should have; empty if there are more than {@link #MOST_ZONES} zones, or too few nodes would serve.
     *
     * @param byNode whether a zone gives each of its nodes the same, rather than each of its pods
     */
    static Optional<int[]> counts(PlanQuestion question, boolean byNode) {
        long zones = question.usable().stream()
                .map(node -> question.site(node).zone())
                .distinct()
                .count();
        return zones > MOST_ZONES ? Optional.empty() : new CoarseZones(question, byNode).counts();
    }

    private Optional<int[]> counts() {
        Allotment allotment = best();
        int shareDenominator = shareDenominator(allotment);
        if (shareDenominator == 0) {
            return Optional.empty();
        }
        int[] counts = question.sites().stream().mapToInt(Site::pinned).toArray();
        int nodes = 0;
        for (int i = 0; i < allotment.pods.length; i++) {
            ZoneCapacity zone = allotment.zones.get(i);
            int count = nodes(allotment, i, shareDenominator);
            nodes += count;
            new WaterFilling(question.sites(), counts)
                    .fill(zone.select(count, allotment.pods[i], shareDenominator), allotment.pods[i]);
        }
        return nodes < question.leastNodes() ? Optional.empty() : Optional.of(counts);
    }

    /** Leaves out one zone after the other, the smallest first, until the rest is even enough; otherwise the least uneven step. */
    private Allotment best() {
        List<ZoneCapacity> smallest = all.stream()
                .filter(zone -> !zone.isServing())
                .sorted(Comparator.comparingLong(ZoneCapacity::maxShareDenominator))
                .limit(MOST_LEFT_OUT)
                .toList();
        Allotment best = allot(all);
        Set<ZoneCapacity> out = new HashSet<>();
        for (ZoneCapacity zone : smallest) {
            out.add(zone);
            List<ZoneCapacity> left =
                    all.stream().filter(each -> !out.contains(each)).toList();
            if (question.isEven(best.shareDenominator())
                    || left.stream().mapToLong(ZoneCapacity::room).sum() < question.pods()) {
                return best;
            }
            Allotment allotment = allot(left);
            best = allotment.shareDenominator() > best.shareDenominator() ? allotment : best;
        }
        return best;
    }

    private Allotment allot(List<ZoneCapacity> left) {
        List<ZoneCapacity> zones = ZoneCapacity.reachable(question, left);
        List<Site> sites = zones.stream()
                .map(zone -> new Site(0, (int) Math.min(Integer.MAX_VALUE, zone.room()), zone.pods(), zone.pinned()))
                .toList();
        int[] pods = new int[zones.size()];
        new WaterFilling(sites, pods)
                .fill(IntStream.range(0, pods.length).boxed().toList(), question.pods());
        return new Allotment(zones, pods);
    }

    /**
     * The lowest share denominator that is even enough if all zones reach it; otherwise the highest that they reach, found by
     * binary search; 0 if there is none.
     */
    private int shareDenominator(Allotment allotment) {
        int low = 0;
        int high = Math.min(
                question.evenShareDenominator(Math.max(1, allotment.zones.size())),
                IntStream.of(allotment.pods).min().orElse(0));
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (IntStream.range(0, allotment.pods.length).allMatch(i -> nodes(allotment, i, middle) > 0)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The most nodes of a zone that can serve with its pods if it reaches the share denominator; 0 if it cannot. */
    private static int nodes(Allotment allotment, int zone, int shareDenominator) {
        return allotment.zones.get(zone).mostNodes(shareDenominator, allotment.pods[zone], 1)[0];
    }
}
