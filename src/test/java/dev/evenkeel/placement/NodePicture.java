package dev.evenkeel.placement;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.nodes.Topology;
import dev.evenkeel.objects.Node;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.TopologyKey;
import java.util.Map;
import java.util.TreeMap;

/**
 * A node, drawn: {@code node("a/z1")} is the node {@code a} in zone {@code z1}, its hostname label the same as its name;
 * {@code a} alone is in no zone. {@code a!} and {@code a/z1!} are not ready. Version 1 unless said otherwise.
 */
public record NodePicture(String name, long version, Map<String, String> labels, boolean ready, boolean cordoned) {
    public NodePicture {
        labels = Map.copyOf(labels);
    }

    /** A node that is not cordoned. */
    public NodePicture(String name, long version, Map<String, String> labels, boolean ready) {
        this(name, version, labels, ready, false);
    }

    public static NodePicture node(String drawn) {
        boolean ready = !drawn.endsWith("!");
        String[] sides = (ready ? drawn : drawn.substring(0, drawn.length() - 1)).split("/", 2);
        NodePicture node = new NodePicture(sides[0], 1, Map.of(Topology.HOST, sides[0]), ready);
        return sides.length == 1 ? node : node.zone(sides[1]);
    }

    public NodePicture zone(String zone) {
        return label(TopologyKey.ZONE.label(), zone);
    }

    public NodePicture hostname(String hostname) {
        return label(Topology.HOST, hostname);
    }

    public NodePicture label(String key, String value) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put(key, value);
        return new NodePicture(name, version, all, ready, cordoned);
    }

    public NodePicture without(String key) {
        Map<String, String> rest = new TreeMap<>(labels);
        rest.remove(key);
        return new NodePicture(name, version, rest, ready, cordoned);
    }

    public NodePicture version(long other) {
        return new NodePicture(name, other, labels, ready, cordoned);
    }

    public NodePicture ready(boolean other) {
        return new NodePicture(name, version, labels, other, cordoned);
    }

    /** The same node, to which nothing more is scheduled. */
    public NodePicture cordon() {
        return new NodePicture(name, version, labels, ready, true);
    }

    public Node node() {
        return new Node(name, version, Labels.of(labels), ready, cordoned, new Resources(4_000, 1L << 33, 110));
    }
}
