package dev.evenkeel.balance;

import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.traffic.TrafficModel;

/**
 * How pods are placed for traffic in one installation.
 *
 * @param plans how far plans may leave nodes idle
 * @param byDefault the model of Services whose balancer is not recognized
 */
public record TrafficSettings(PlanSettings plans, TrafficModel byDefault) {
    /** The defaults of the settings. */
    public static final TrafficSettings DEFAULTS =
            new TrafficSettings(PlanSettings.DEFAULTS, new TrafficModel.NodeEven());
}
