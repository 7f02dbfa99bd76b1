package dev.evenkeel.rule;

import dev.evenkeel.objects.Pod;

/**
 * A pod with its parsed rule, as kube-scheduler's PodInfo is a pod with its parsed terms. Made by {@link RuleReader}
 * outside of the lock, since parsing takes time.
 *
 * @param ask the parsed rule
 */
public record PodInfo(Pod pod, ParsedRule ask) {
    /** Whether the pod asks to be placed for even traffic of its Services. */
    public boolean asksForBalance() {
        return ask instanceof ParsedRule.Ruled(Rule rule) && rule.balance();
    }
}
