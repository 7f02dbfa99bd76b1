package dev.evenkeel.traffic;

/**
 * How an installation wants its traffic placed.
 *
 * @param plans how far plans may leave nodes idle
 * @param byDefault the model of Services that do not tell
 * @param ordersScaleDown whether evenkeel tells which pods go when there shall be fewer, so that they are placed for that too
 */
public record TrafficSettings(PlanSettings plans, TrafficModel byDefault, boolean ordersScaleDown) {
    public static final TrafficSettings DEFAULTS =
            new TrafficSettings(PlanSettings.DEFAULTS, new TrafficModel.NodeEven(), false);
}
