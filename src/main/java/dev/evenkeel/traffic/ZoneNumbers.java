package dev.evenkeel.traffic;

import dev.evenkeel.labels.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /** The numbers of the zones of these nodes, in their order. */
    public static int[] of(TrafficModel model, List<Labels> nodes) {
        ZoneNumbers numbers = new ZoneNumbers(model);
        return nodes.stream().mapToInt(numbers::of).toArray();
    }

    /** The number of the zone of a node with these labels; {@link Site#NO_ZONE} if it has none. */
    public int of(Labels node) {
        return node.get(label)
                .map(zone -> numbers.computeIfAbsent(zone, first -> numbers.size()))
                .orElse(Site.NO_ZONE);
    }
}
