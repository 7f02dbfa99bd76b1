package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The zones of a Service's nodes, each with a number from 0, given as they come: the zones of {@link Site}s. */
public final class ZoneNumbers {
    private final String key;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Zones by the node label that the balancer goes by; by the usual one where it goes by none. */
    public ZoneNumbers(TrafficModel model) {
        this.key = model.topologyKey().orElse(TrafficModel.ZONE);
    }

    /**
     * The zone of a node; empty if it has none.
     *
     * @param node its labels
     */
    public Optional<String> zone(Labels node) {
        return node.get(key);
    }

    /**
     * The number of a node's zone, {@link Site#NO_ZONE} if it has none.
     *
     * @param node its labels
     */
    public int number(Labels node) {
        return zone(node)
                .map(zone -> numbers.computeIfAbsent(zone, first -> numbers.size()))
                .orElse(Site.NO_ZONE);
    }
}
