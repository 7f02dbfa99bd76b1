package dev.evenkeel.rule;

import dev.evenkeel.nodes.Topology;
import java.util.Map;

/**
 * The topology key of a rule: the node label that makes domains. Three usual ones have short names in rules and
 * messages.
 *
 * @param label the full label key
 */
public record TopologyKey(String label) {
    /** {@code host}: each node is a domain. */
    public static final TopologyKey HOST = new TopologyKey(Topology.HOST);
    /** {@code zone}. */
    public static final TopologyKey ZONE = new TopologyKey("topology.kubernetes.io/zone");
    /** {@code region}. */
    public static final TopologyKey REGION = new TopologyKey("topology.kubernetes.io/region");

    private static final Map<String, TopologyKey> BY_SHORT_NAME = Map.of("host", HOST, "zone", ZONE, "region", REGION);

    /** The key of a short name, or of a full label key. */
    public static TopologyKey of(String word) {
        return BY_SHORT_NAME.getOrDefault(word, new TopologyKey(word));
    }

    /** The short name if there is one, otherwise the label key. */
    @Override
    public String toString() {
        return BY_SHORT_NAME.entrySet().stream()
                .filter(entry -> entry.getValue().equals(this))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(label);
    }
}
