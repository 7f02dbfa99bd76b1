package dev.evenkeel.e2e;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What each pod of one Service gets of its traffic, by where its pods stand. The formulas are written down here once more,
 * so that what is measured does not rest on what evenkeel thinks.
 *
 * @param podsByNode the serving pods of each node that has one
 * @param zoneByNode the zone of each node
 */
record TrafficShares(Map<String, Integer> podsByNode, Map<String, String> zoneByNode) {

    /** How the balancer splits. */
    enum Model {
        /** Each node the same. */
        NODE_EVEN("node-even"),
        /** Each zone the same, and in it each node. */
        ZONE_NODE("zone-node"),
        /** Each zone the same, and in it each pod. */
        ZONE_POD("zone-pod");

        final String word;

        Model(String word) {
            this.word = word;
        }

        static Model of(String word) {
            for (var model : values()) {
                if (model.word.equals(word)) {
                    return model;
                }
            }
            throw new IllegalArgumentException("There is no model " + word);
        }
    }

    TrafficShares {
        podsByNode = Map.copyOf(podsByNode);
        zoneByNode = Map.copyOf(zoneByNode);
    }

    int pods() {
        return podsByNode.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The busiest pod's share over the mean share. */
    double imbalance(Model model) {
        var nodesByZone = new HashMap<String, Integer>();
        var podsByZone = new HashMap<String, Integer>();
        podsByNode.forEach((node, pods) -> {
            nodesByZone.merge(zone(node), 1, Integer::sum);
            podsByZone.merge(zone(node), pods, Integer::sum);
        });
        double zones = nodesByZone.size();
        double busiest = 0;
        for (var entry : podsByNode.entrySet()) {
            int here = entry.getValue();
            var zone = zone(entry.getKey());
            double share = switch (model) {
                case NODE_EVEN -> 1.0 / podsByNode.size() / here;
                case ZONE_NODE -> 1 / zones / nodesByZone.getOrDefault(zone, 0) / here;
                case ZONE_POD -> 1 / zones / podsByZone.getOrDefault(zone, 0);
            };
            busiest = Math.max(busiest, share);
        }
        return busiest * pods();
    }

    private String zone(String node) {
        return zoneByNode.getOrDefault(node, "");
    }

    /** The pods of each node, by zone: {@code a: 2 2 1 | b: 1}. */
    String picture() {
        var zones = new TreeMap<String, String>();
        podsByNode.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> zones.merge(
                        zone(entry.getKey()), Integer.toString(entry.getValue()), (all, one) -> all + " " + one));
        return zones.entrySet().stream()
                .map(zone -> zone.getKey() + ": " + zone.getValue())
                .collect(Collectors.joining(" | "));
    }
}
