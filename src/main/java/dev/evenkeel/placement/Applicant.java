package dev.evenkeel.placement;

import dev.evenkeel.cluster.Pod;

/** A pod and what it asks for; made by {@link RuleReader}, outside the lock, since making it parses. */
public record Applicant(Pod pod, Ask ask) {
    /** The pod as it is read with the default limits. */
    public static Applicant of(Pod pod) {
        return new RuleReader(RuleLimits.DEFAULTS).read(pod);
    }
}
