package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The input of a plan, and the bounds that follow from it under every model: how many pods to place on which nodes, and how
 * many nodes have to serve.
 *
 * @param sites the nodes, numbered from 0 in this order
 * @param usable the nodes that may have a pod and may get traffic
 * @param wanted the pods to plan for, including pinned ones that get no traffic; 0 or more
 * @param pods how many pods the usable nodes are to have in all; at most what they have room for
 * @param leastNodes how many usable nodes have to serve
 * @param maxImbalance the imbalance up to which a plan is even enough; 1 or more
 */
public record PlanQuestion(
        List<Site> sites, List<Integer> usable, int wanted, int pods, int leastNodes, double maxImbalance) {
    /**
     * Derives the bounds.
     *
     * @param wanted the pods to plan for, including pinned ones; 0 or more
     * @param zonal whether only nodes in a zone get traffic
     */
    public static PlanQuestion of(List<Site> sites, int wanted, boolean zonal, PlanSettings settings) {
        List<Integer> usable = new ArrayList<>();
        int elsewhere = 0;
        long room = 0;
        for (int node = 0; node < sites.size(); node++) {
            Site site = sites.get(node);
            if (site.hasRoom() && (site.hasZone() || !zonal)) {
                usable.add(node);
                room += site.room();
            } else {
                elsewhere += site.pinned();
            }
        }
        int pods = (int) Math.min(room, Math.max(wanted - elsewhere, pinned(sites, usable)));
        int part = (int) Math.ceil(settings.minNodesRatio() * evenNodes(sites, usable, pods) - 1e-9);
        int least = Math.min(part, reachableNodes(sites, usable, pods));
        return new PlanQuestion(sites, List.copyOf(usable), wanted, pods, least, settings.maxImbalance());
    }

    private static int pinned(List<Site> sites, List<Integer> nodes) {
        return nodes.stream().mapToInt(node -> sites.get(node).pinned()).sum();
    }

    /**
     * The most nodes among which the pods can be spread evenly: each has room for the even part, rounded down. A node with
     * less room is not one that spreading would serve.
     */
    private static int evenNodes(List<Site> sites, List<Integer> usable, int pods) {
        List<Integer> rooms = usable.stream()
                .map(node -> sites.get(node).room())
                .sorted(Comparator.reverseOrder())
                .toList();
        for (int nodes = Math.min(pods, rooms.size()); nodes > 0; nodes--) {
            if (rooms.get(nodes - 1) >= pods / nodes) {
                return nodes;
            }
        }
        return 0;
    }

    /** The nodes that serve already, and one for each pod that is not pinned. */
    private static int reachableNodes(List<Site> sites, List<Integer> usable, int pods) {
        long serving =
                usable.stream().filter(node -> sites.get(node).isServing()).count();
        return (int) serving + pods - pinned(sites, usable);
    }

    /** How many pods stay on usable nodes. */
    int pinned() {
        return pinned(sites, usable);
    }

    Site site(int node) {
        return sites.get(node);
    }

    /** The usable nodes by number of their zone, each list in the order of {@link #byPods}. */
    Map<Integer, List<Integer>> byZone() {
        Map<Integer, List<Integer>> zones = new TreeMap<>();
        List<Integer> ordered = usable.stream().sorted(byPods()).toList();
        ordered.forEach(node -> zones.computeIfAbsent(site(node).zone(), zone -> new ArrayList<>())
                .add(node));
        return zones;
    }

    /** Nodes that serve first, then those with more pods, then those with more room. */
    Comparator<Integer> byPods() {
        return Comparator.<Integer>comparingInt(node -> site(node).isServing() ? 0 : 1)
                .thenComparingInt(node -> -site(node).pods())
                .thenComparingInt(node -> -site(node).room())
                .thenComparingInt(node -> -site(node).pinned())
                .thenComparingInt(node -> node);
    }

    /** The most zones that can serve at once. */
    int reachableZones() {
        Map<Integer, List<Integer>> zones = byZone();
        zones.remove(Site.NO_ZONE);
        long serving = zones.values().stream()
                .filter(nodes -> nodes.stream().anyMatch(node -> site(node).isServing()))
                .count();
        return (int) Math.min(zones.size(), serving + pods - pinned(sites, usable));
    }

    /** Whether a plan is even enough whose busiest pod gets 1/{@code shareDenominator} of the traffic. */
    boolean isEven(long shareDenominator) {
        return wanted <= maxImbalance * shareDenominator + 1e-9;
    }

    /** The lowest share denominator of each zone with which a plan over so many zones is even enough. */
    int evenShareDenominator(int zones) {
        int shareDenominator = 1;
        int step = Integer.highestOneBit(Math.max(1, wanted));
        for (int next = step; next > 0; next /= 2) {
            if (!isEven((long) zones * ((long) shareDenominator + next - 1))) {
                shareDenominator += next;
            }
        }
        return shareDenominator;
    }
}
