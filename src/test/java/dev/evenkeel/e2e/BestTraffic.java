package dev.evenkeel.e2e;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How even the traffic of one Service can be at best, by trying every number of serving nodes in each zone. It serves as many
 * zones as there are pods for, and at least 0.6 of the nodes that spreading would; other Services, and where pods stand
 * already, are thought away, so that no placement does better.
 *
 * @param nodesByZone how many nodes each zone has
 * @param mostOnNode how many of the pods a node may have
 */
record BestTraffic(List<Integer> nodesByZone, int mostOnNode) {

    BestTraffic {
        nodesByZone = List.copyOf(nodesByZone);
    }

    /** The busiest pod's share over the mean share. */
    double imbalance(TrafficShares.Model model, int pods) {
        return best(model, pods, new int[nodesByZone.size()], 0);
    }

    private double best(TrafficShares.Model model, int pods, int[] serving, int zone) {
        if (zone == serving.length) {
            return ofCounts(model, pods, serving);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int count = 0; count <= nodesByZone.get(zone); count++) {
            serving[zone] = count;
            best = Math.min(best, best(model, pods, serving, zone + 1));
        }
        return best;
    }

    /** With so many serving nodes in each zone: the higher the divider of the busiest pod's part, the better. */
    private double ofCounts(TrafficShares.Model model, int pods, int[] serving) {
        int nodes = IntStream.of(serving).sum();
        int zones = (int) IntStream.of(serving).filter(count -> count > 0).count();
        int spreadNodes =
                Math.min(pods, nodesByZone.stream().mapToInt(Integer::intValue).sum());
        if (nodes < Math.ceil(0.6 * spreadNodes - 1e-9) || (long) nodes * mostOnNode < pods) {
            return Double.POSITIVE_INFINITY;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int divider = 1; divider <= pods; divider++) {
            if (need(model, serving, divider) <= pods && servesEnough(model, serving, zones, pods, divider)) {
                int parts = model == TrafficShares.Model.NODE_EVEN ? nodes : zones;
                best = Math.min(best, (double) pods / (parts * divider));
            }
        }
        return best;
    }

    /** How many pods it takes that no zone, or no node, has a lower divider. */
    private long need(TrafficShares.Model model, int[] serving, int divider) {
        long need = 0;
        for (int count : serving) {
            if (count == 0) {
                continue;
            }
            int level = switch (model) {
                case NODE_EVEN -> divider;
                case ZONE_NODE -> (divider + count - 1) / count;
                case ZONE_POD -> 1;
            };
            if (level > mostOnNode || (model == TrafficShares.Model.ZONE_POD && divider > count * mostOnNode)) {
                return Long.MAX_VALUE;
            }
            need += model == TrafficShares.Model.ZONE_POD ? Math.max(count, divider) : (long) count * level;
        }
        return need;
    }

    /** A zone may be left out only if, with all that it can hold, its pods would still be busier. */
    private boolean servesEnough(TrafficShares.Model model, int[] serving, int zones, int pods, int divider) {
        if (zones >= Math.min(pods, serving.length)) {
            return true;
        }
        return IntStream.range(0, serving.length)
                .filter(zone -> serving[zone] == 0)
                .mapToLong(zone ->
                        model == TrafficShares.Model.NODE_EVEN ? mostOnNode : (long) nodesByZone.get(zone) * mostOnNode)
                .allMatch(reach -> reach < divider);
    }
}
