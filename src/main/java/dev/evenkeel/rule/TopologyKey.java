package dev.evenkeel.rule;

import dev.evenkeel.nodes.Topology;
import java.util.Map;

/** The node label that makes domains, by its full key; three usual ones have a short name in rules and messages. */
public record TopologyKey(String label) {
    public static final TopologyKey HOST = new TopologyKey(Topology.HOST);
    public static final TopologyKey ZONE = new TopologyKey("topology.kubernetes.io/zone");
    public static final TopologyKey REGION = new TopologyKey("topology.kubernetes.io/region");

    private static final Map<String, TopologyKey> BY_SHORT_NAME = Map.of("host", HOST, "zone", ZONE, "region", REGION);

    /** The key behind a short name or a full label key. */
    public static TopologyKey of(String word) {
        return BY_SHORT_NAME.getOrDefault(word, new TopologyKey(word));
    }

    /** The short name where there is one, else the label key. */
    @Override
    public String toString() {
        return BY_SHORT_NAME.entrySet().stream()
                .filter(entry -> entry.getValue().equals(this))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(label);
    }
}
