package dev.evenkeel.balance;

import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.traffic.TrafficModel;

/**
 * How an installation wants its traffic placed.
 *
 * @param plans how far plans may leave nodes idle
 * @param byDefault the model of Services that do not tell
 */
public record TrafficSettings(PlanSettings plans, TrafficModel byDefault) {
    public static final TrafficSettings DEFAULTS =
            new TrafficSettings(PlanSettings.DEFAULTS, new TrafficModel.NodeEven());
}
