package dev.evenkeel.planner;

/**
 * How far a plan may leave nodes idle for even traffic.
 *
 * @param minNodesRatio of the nodes that spreading would serve, how many a plan serves at least; above 0, at most 1
 * @param maxImbalance the busiest pod's share over the mean up to which more nodes are better than more evenness; 1 or more
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
