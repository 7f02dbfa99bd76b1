package dev.evenkeel.rule;

import dev.evenkeel.objects.Pod;

/** A pod and what it asks for; made by {@link RuleReader}, outside the lock, since making it parses. */
public record PodInfo(Pod pod, ParsedRule ask) {
    /** Whether it asks to be placed for the traffic of its Services. */
    public boolean asksForBalance() {
        return ask instanceof ParsedRule.Ruled(Rule rule) && rule.balance();
    }

    /** The pod as it is read with the default limits. */
    public static PodInfo of(Pod pod) {
        return new RuleReader(RuleLimits.DEFAULTS).read(pod);
    }
}
