package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers the zones of nodes from 0, in the order in which they are first seen, for {@link Site} and {@link Split}.
 * Zones are the values of the label that makes zones under one model.
 */
public final class ZoneNumbers {
    private final String label;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** No zone has a number yet. */
    public ZoneNumbers(TrafficModel model) {
        this.label = model.zoneLabel();
    }

    /**
     * The name of a node's zone; empty if it has none.
     *
     * @param node the node's labels
     */
    public Optional<String> zone(Labels node) {
        return node.get(label);
    }

    /**
     * The number of a node's zone; {@link Site#NO_ZONE} if it has none.
     *
     * @param node the node's labels
     */
    public int number(Labels node) {
        return zone(node)
                .map(zone -> numbers.computeIfAbsent(zone, first -> numbers.size()))
                .orElse(Site.NO_ZONE);
    }
}
