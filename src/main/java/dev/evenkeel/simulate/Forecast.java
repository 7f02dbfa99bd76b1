package dev.evenkeel.simulate;

import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import java.util.List;

/**
 * What becomes of one Service's traffic. All layouts are over the same nodes, in the same order.
 *
 * @param wanted how many pods there are to be
 * @param unplaced how many of them fit on no node
 * @param before where the serving pods are now
 * @param spreading how a scheduler that spreads pods over hosts and zones would place all of them from scratch
 * @param after how evenkeel would
 */
public record Forecast(
        Service service,
        ModelChoice model,
        int wanted,
        int unplaced,
        List<Place> nodes,
        Layout before,
        Layout spreading,
        Layout after) {
    /**
     * A node.
     *
     * @param zone the value of the zone's label, or of the key that the model goes by; empty if it has none
     */
    public record Place(String name, String zone) {}
}
