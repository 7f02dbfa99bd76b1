package dev.evenkeel.rule;

import dev.evenkeel.objects.Pod;

/** Reads what pods ask for, outside the lock. Keeps no state; may be shared. */
public final class RuleReader {
    private final RuleLimits limits;

    public RuleReader(RuleLimits limits) {
        this.limits = limits;
    }

    /**
     * The pod with what its annotations under {@code evenkeel.dev/} ask for; never fails. Unknown keys ask nothing. Of values
     * that are too long the pod keeps no more than it takes to see that they are.
     */
    public PodInfo read(Pod whole) {
        Pod pod = whole.with(whole.settings().cut(limits.annotationLength() + 1));
        return new PodInfo(pod, pod.settings().isEmpty() ? new ParsedRule.Nothing() : ask(pod));
    }

    private ParsedRule ask(Pod pod) {
        try {
            Rule rule = RuleParser.parse(pod.settings(), limits);
            if (rule.isEmpty()) {
                return new ParsedRule.Nothing();
            }
            return rule.objection(pod, limits)
                    .<ParsedRule>map(ParsedRule.Malformed::new)
                    .orElseGet(() -> new ParsedRule.Ruled(rule));
        } catch (RuleSyntaxException e) {
            return new ParsedRule.Malformed(e.error());
        }
    }
}
