package dev.evenkeel.planner;

/**
 * How far a plan may leave nodes idle for the sake of even traffic.
 *
 * @param minNodesRatio the least part of the nodes which spreading would serve that a plan serves; above 0, at most 1
 * @param maxImbalance the busiest pod's share over the mean up to which more nodes are better than more evenness; 1 or more
 * @throws IllegalArgumentException if one of them is out of its range
 */
public record PlanSettings(double minNodesRatio, double maxImbalance) {
    public static final PlanSettings DEFAULTS = new PlanSettings(0.6, 1.10);

    public PlanSettings {
        if (!(minNodesRatio > 0 && minNodesRatio <= 1)) {
            throw new IllegalArgumentException("minNodesRatio must be above 0 and at most 1, is " + minNodesRatio);
        }
        if (!(maxImbalance >= 1)) {
            throw new IllegalArgumentException("maxImbalance must be 1 or more, is " + maxImbalance);
        }
    }
}
