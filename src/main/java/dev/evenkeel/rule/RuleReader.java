package dev.evenkeel.rule;

import dev.evenkeel.objects.Pod;

/** Reads the rules of pods, outside of the lock. Has no state; may be shared between threads. */
public final class RuleReader {
    private final RuleLimits limits;

    /** A reader with these limits. */
    public RuleReader(RuleLimits limits) {
        this.limits = limits;
    }

    /**
     * The pod with the rule in its annotations under {@code evenkeel.dev/}. Never fails: a rule that does not parse is
     * malformed, and unknown keys are ignored. Values that are too long are cut to one character more than the limit.
     */
    public PodInfo read(Pod whole) {
        Pod pod = whole.with(whole.settings().cut(limits.annotationLength() + 1));
        return new PodInfo(pod, pod.settings().isEmpty() ? new ParsedRule.Nothing() : parse(pod));
    }

    private ParsedRule parse(Pod pod) {
        try {
            Rule rule = RuleParser.parse(pod.settings(), limits);
            if (rule.isEmpty()) {
                return new ParsedRule.Nothing();
            }
            return rule.validate(pod, limits)
                    .<ParsedRule>map(ParsedRule.Malformed::new)
                    .orElseGet(() -> new ParsedRule.Ruled(rule));
        } catch (RuleSyntaxException e) {
            return new ParsedRule.Malformed(e.error());
        }
    }
}
