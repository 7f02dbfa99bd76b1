package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Plans for balancers that give each zone the same, of which {@link EvenZones} would cost too much: each zone gets the same
 * number of pods as far as it has room, and its nodes are levelled by themselves. The smallest zones are left out if the rest
 * is more even without. The cost follows the nodes.
 */
final class CoarseZones {
    /** With more zones no coarse plan is made: there are few nodes in each, and spreading is about as good. */
    static final int MOST_ZONES = 500;

    /** How many of the smallest zones are left out at most. */
    private static final int MOST_LEFT_OUT = 64;

    private final PlanQuestion question;
    private final List<ZoneSide> all;

    private CoarseZones(PlanQuestion question, boolean byNode) {
        this.question = question;
        this.all = ZoneSide.all(question, new Effort(Long.MAX_VALUE), byNode);
    }

    /** Zones that serve, and how many pods each of them gets. */
    private static final class Deal {
        final List<ZoneSide> zones;
        final int[] pods;

        Deal(List<ZoneSide> zones, int[] pods) {
            this.zones = zones;
            this.pods = pods;
        }

        /** What the busiest pod's part is one of, if nodes are no matter but for what a zone can reach. */
        long shareDenominator() {
            return zones.size()
                    * IntStream.range(0, pods.length)
                            .mapToLong(i -> Math.min(pods[i], zones.get(i).reach()))
                            .min()
                            .orElse(0);
        }
    }

    /**
     * How many pods each site should have; empty if there are too many zones, or too few nodes would serve.
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
        Deal deal = best();
        int shareDenominator = shareDenominator(deal);
        if (shareDenominator == 0) {
            return Optional.empty();
        }
        int[] counts = question.sites().stream().mapToInt(Site::pinned).toArray();
        int nodes = 0;
        for (int i = 0; i < deal.pods.length; i++) {
            ZoneSide zone = deal.zones.get(i);
            int count = nodes(deal, i, shareDenominator);
            nodes += count;
            new WaterFilling(question.sites(), counts)
                    .fill(zone.choose(count, deal.pods[i], shareDenominator), deal.pods[i]);
        }
        return nodes < question.leastNodes() ? Optional.empty() : Optional.of(counts);
    }

    /** The zones to serve: of the ways to leave out the smallest the first that is even enough, or the least uneven. */
    private Deal best() {
        List<ZoneSide> smallest = all.stream()
                .filter(zone -> !zone.isServing())
                .sorted(Comparator.comparingLong(ZoneSide::reach))
                .limit(MOST_LEFT_OUT)
                .toList();
        Deal best = deal(all);
        Set<ZoneSide> out = new HashSet<>();
        for (ZoneSide zone : smallest) {
            out.add(zone);
            List<ZoneSide> left =
                    all.stream().filter(each -> !out.contains(each)).toList();
            if (question.isEven(best.shareDenominator())
                    || left.stream().mapToLong(ZoneSide::room).sum() < question.pods()) {
                return best;
            }
            Deal deal = deal(left);
            best = deal.shareDenominator() > best.shareDenominator() ? deal : best;
        }
        return best;
    }

    private Deal deal(List<ZoneSide> left) {
        List<ZoneSide> zones = ZoneSide.reachable(question, left);
        List<Site> sites = zones.stream()
                .map(zone -> new Site(0, (int) Math.min(Integer.MAX_VALUE, zone.room()), zone.pods(), zone.pinned()))
                .toList();
        int[] pods = new int[zones.size()];
        new WaterFilling(sites, pods)
                .fill(IntStream.range(0, pods.length).boxed().toList(), question.pods());
        return new Deal(zones, pods);
    }

    /** The lowest shareDenominator that is even enough, if all zones reach it; otherwise the highest that they do; 0 if none. */
    private int shareDenominator(Deal deal) {
        int low = 0;
        int high = Math.min(
                question.evenDivider(Math.max(1, deal.zones.size())),
                IntStream.of(deal.pods).min().orElse(0));
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (IntStream.range(0, deal.pods.length).allMatch(i -> nodes(deal, i, middle) > 0)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The most nodes of a zone that can serve with its pods if it reaches the shareDenominator. */
    private static int nodes(Deal deal, int zone, int shareDenominator) {
        return deal.zones.get(zone).mostNodes(shareDenominator, deal.pods[zone], 1)[0];
    }
}
