package dev.evenkeel.rehearse;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who is where, for people: a line for each node, a line for each group that took part, and the pods that wait with what
 * they wait for. Knows no Kubernetes; whoever has a cluster says what stands in it.
 *
 * @param nodes in the order in which they are shown
 * @param waiting in the order in which they are shown
 */
public record PlacementTable(List<NodeLine> nodes, List<PlacedPod> placed, List<WaitingPod> waiting) {
    private static final String NOTHING = "-";

    public PlacementTable {
        nodes = List.copyOf(nodes);
        placed = List.copyOf(placed);
        waiting = List.copyOf(waiting);
    }

    /**
     * A node.
     *
     * @param zone empty if it has none
     */
    public record NodeLine(String name, String zone) {}

    /**
     * A pod with a place.
     *
     * @param group what its siblings and it are called, the same for all of them
     * @param rule what it asks of evenkeel; empty if nothing
     * @param now whether it came just now, rather than having been there before
     */
    public record PlacedPod(String group, String rule, String node, boolean now) {}

    /**
     * A pod without a place.
     *
     * @param group as for a pod with a place
     * @param rule as for a pod with a place
     */
    public record WaitingPod(String name, String group, String rule, String why) {}

    /** The table; several lines, each ended. */
    public String render() {
        return nodeTable() + "\n" + groupTable() + (waiting.isEmpty() ? "" : "\n" + waitingTable());
    }

    private TextTable nodeTable() {
        TextTable table = new TextTable("NODE", "ZONE", "BEFORE", "PLACED NOW");
        Map<String, List<PlacedPod>> byNode = placed.stream().collect(Collectors.groupingBy(PlacedPod::node));
        for (NodeLine node : nodes) {
            List<PlacedPod> here = byNode.getOrDefault(node.name(), List.of());
            long before = here.stream().filter(pod -> !pod.now()).count();
            table.add(node.name(), orNothing(node.zone()), Long.toString(before), orNothing(newcomers(here)));
        }
        return table;
    }

    private static String newcomers(List<PlacedPod> here) {
        Map<String, Integer> counts = new TreeMap<>();
        here.stream().filter(PlacedPod::now).forEach(pod -> counts.merge(pod.group(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(each -> each.getValue() == 1 ? each.getKey() : each.getKey() + " x" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private TextTable groupTable() {
        TextTable table = new TextTable("GROUP", "ASKS FOR", "REPLICAS", "PLACED", "DISTINCT HOSTS", "ZONES");
        for (Map.Entry<String, GroupLine> each : groups().entrySet()) {
            GroupLine group = each.getValue();
            table.add(
                    each.getKey(),
                    orNothing(String.join(" | ", group.rules)),
                    Integer.toString(group.placed + group.waiting),
                    Integer.toString(group.placed),
                    Integer.toString(group.hosts.size()),
                    Integer.toString(group.zones.size()));
        }
        return table;
    }

    private static final class GroupLine {
        final Set<String> rules = new LinkedHashSet<>();
        final Set<String> hosts = new TreeSet<>();
        final Set<String> zones = new TreeSet<>();
        int placed;
        int waiting;
    }

    /** The groups with a pod that was placed now or waits, by name; a large cluster has many others. */
    private Map<String, GroupLine> groups() {
        Map<String, GroupLine> groups = new TreeMap<>();
        for (WaitingPod pod : waiting) {
            GroupLine group = groups.computeIfAbsent(pod.group(), first -> new GroupLine());
            group.waiting++;
            addUnlessEmpty(group.rules, pod.rule());
        }
        placed.stream()
                .filter(PlacedPod::now)
                .forEach(pod -> groups.computeIfAbsent(pod.group(), first -> new GroupLine()));
        Map<String, String> zones = zones();
        for (PlacedPod pod : placed) {
            GroupLine group = groups.get(pod.group());
            if (group != null) {
                group.placed++;
                group.hosts.add(pod.node());
                addUnlessEmpty(group.zones, zones.getOrDefault(pod.node(), ""));
                addUnlessEmpty(group.rules, pod.rule());
            }
        }
        return groups;
    }

    private Map<String, String> zones() {
        Map<String, String> zones = new HashMap<>();
        nodes.forEach(node -> zones.put(node.name(), node.zone()));
        return zones;
    }

    private String waitingTable() {
        return waiting.stream()
                .map(pod -> pod.name() + "\n  " + pod.why() + "\n")
                .collect(Collectors.joining("", "WAITING\n", ""));
    }

    private static void addUnlessEmpty(Set<String> set, String text) {
        if (!text.isEmpty()) {
            set.add(text);
        }
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }
}
