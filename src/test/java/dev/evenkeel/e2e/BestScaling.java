package dev.evenkeel.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How even the traffic of one Service can be at best once its two Deployments have been scaled, if pods that stay do not move:
 * whoever picks the pods that go, and the nodes of those that come, knowing all of it beforehand. At least 0.6 of the nodes
 * serve that spreading would serve, if that can be. No scheduler and no order of deletion does better.
 *
 * @param places each node, with the pods that it has
 * @param fewerWeb how many pods one Deployment loses
 * @param fewerCanary how many the other one loses
 * @param more how many pods come, of either
 */
record BestScaling(List<Place> places, int fewerWeb, int fewerCanary, int more) {

    /** Of a node, its zone and the pods of both Deployments. */
    record Place(String zone, int web, int canary) {
        int pods() {
            return web + canary;
        }
    }

    /**
     * What has been decided of some of the nodes.
     *
     * @param web how many pods of one Deployment go there
     * @param canary how many of the other
     * @param nodes how many of them serve
     * @param zones how many zones do
     */
    private record Way(int web, int canary, int nodes, int zones) {
        static final Way NOTHING = new Way(0, 0, 0, 0);

        Way plus(Way other) {
            return new Way(web + other.web, canary + other.canary, nodes + other.nodes, zones + other.zones);
        }

        Way asOneZone() {
            return new Way(web, canary, nodes, Math.min(1, nodes));
        }
    }

    BestScaling {
        places = List.copyOf(places);
    }

    private int pods() {
        return places.stream().mapToInt(Place::pods).sum() - fewerWeb - fewerCanary + more;
    }

    /** The busiest pod's share over the mean share. */
    double imbalance(TrafficShares.Model model) {
        int spread = Math.min(pods(), places.size());
        double best = imbalance(model, (int) Math.ceil(0.6 * spread - 1e-9));
        return Double.isFinite(best) ? best : imbalance(model, 1);
    }

    private double imbalance(TrafficShares.Model model, int leastNodes) {
        double best = Double.POSITIVE_INFINITY;
        for (int divider = 1; divider <= pods(); divider++) {
            int parts = ways(model, divider).keySet().stream()
                    .filter(way -> way.web == fewerWeb && way.canary == fewerCanary && way.nodes >= leastNodes)
                    .mapToInt(way -> model == TrafficShares.Model.NODE_EVEN ? way.nodes : way.zones)
                    .max()
                    .orElse(0);
            best = parts == 0 ? best : Math.min(best, (double) pods() / (parts * divider));
        }
        return best;
    }

    /** The ways in which no pod's part is divided by less, each with the fewest pods that have to come for it. */
    private Map<Way, Integer> ways(TrafficShares.Model model, int divider) {
        var zones = places.stream().collect(Collectors.groupingBy(Place::zone)).values();
        var ways = Map.of(Way.NOTHING, 0);
        for (var zone : zones) {
            var here = new HashMap<Way, Integer>();
            zone(model, zone, divider).forEach((way, need) -> here.merge(way.asOneZone(), need, Math::min));
            ways = both(ways, here);
        }
        return ways;
    }

    private Map<Way, Integer> zone(TrafficShares.Model model, List<Place> zone, int divider) {
        return switch (model) {
            case NODE_EVEN -> nodes(zone, divider);
            case ZONE_NODE -> {
                // The more of its nodes serve, the fewer pods each of them needs.
                var ways = new HashMap<Way, Integer>();
                for (int serving = 0; serving <= zone.size(); serving++) {
                    int count = serving;
                    nodes(zone, (divider + count - 1) / Math.max(1, count)).forEach((way, need) -> {
                        if (way.nodes == count) {
                            ways.merge(way, need, Math::min);
                        }
                    });
                }
                yield ways;
            }
            // Like one large node; that fewer of its nodes may serve is left out, which can only make it look better.
            case ZONE_POD -> {
                var whole = new Place(
                        "",
                        zone.stream().mapToInt(Place::web).sum(),
                        zone.stream().mapToInt(Place::canary).sum());
                var ways = new HashMap<Way, Integer>();
                node(whole, divider)
                        .forEach((way, need) ->
                                ways.put(new Way(way.web, way.canary, way.nodes * zone.size(), 0), need));
                yield ways;
            }
        };
    }

    /** With at least so many pods on each node that serves. */
    private Map<Way, Integer> nodes(List<Place> zone, int each) {
        var ways = Map.of(Way.NOTHING, 0);
        for (var place : zone) {
            ways = both(ways, node(place, each));
        }
        return ways;
    }

    /** Emptied, or with at least so many pods. */
    private Map<Way, Integer> node(Place place, int atLeast) {
        var ways = new HashMap<Way, Integer>();
        for (int web = 0; web <= Math.min(place.web, fewerWeb); web++) {
            for (int canary = 0; canary <= Math.min(place.canary, fewerCanary); canary++) {
                int left = place.pods() - web - canary;
                ways.put(new Way(web, canary, 1, 0), Math.max(0, atLeast - left));
                if (left == 0) {
                    ways.put(new Way(web, canary, 0, 0), 0);
                }
            }
        }
        return ways;
    }

    private Map<Way, Integer> both(Map<Way, Integer> some, Map<Way, Integer> others) {
        var both = new HashMap<Way, Integer>();
        some.forEach((way, need) -> others.forEach((other, needed) -> {
            var sum = way.plus(other);
            if (sum.web <= fewerWeb && sum.canary <= fewerCanary && need + needed <= more) {
                both.merge(sum, need + needed, Math::min);
            }
        }));
        return both;
    }
}
