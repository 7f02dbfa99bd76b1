package dev.evenkeel.api;

import java.time.Duration;

/**
 * How far evenkeel goes in nominating nodes ({@code status.nominatedNodeName}, KEP-5278) for pods that wait. A nominated pod is
 * tried on that one node first, and scheduling it does not grow with the cluster. But a nomination reserves room against others,
 * and an autoscaler takes its pod for placed, so there are few at a time.
 *
 * @param outstanding the most pods that are nominated and not bound yet; 0 switches nominations off
 * @param leastNodes nothing is nominated where kube-scheduler asks about fewer nodes: it is through them as fast
 * @param life how long a nomination stands until it is cleared
 */
public record NominationLimits(int outstanding, int leastNodes, Duration life) {
    /** Nothing is nominated. */
    public static final NominationLimits OFF = new NominationLimits(0, 2, Duration.ofSeconds(30));

    public NominationLimits {
        if (outstanding < 0 || leastNodes < 2 || life.isNegative() || life.isZero()) {
            throw new IllegalArgumentException(
                    "outstanding must be 0 or more, leastNodes 2 or more and life longer than" + " nothing, are "
                            + outstanding + ", " + leastNodes + " and " + life);
        }
    }

    /** Whether nothing is nominated. */
    public boolean isOff() {
        return outstanding == 0;
    }
}
