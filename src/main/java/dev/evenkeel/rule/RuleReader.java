package dev.evenkeel.rule;

import dev.evenkeel.cluster.Pod;

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
    public Applicant read(Pod whole) {
        Pod pod = whole.with(whole.settings().cut(limits.annotationLength() + 1));
        return new Applicant(pod, pod.settings().isEmpty() ? new Ask.Nothing() : ask(pod));
    }

    private Ask ask(Pod pod) {
        try {
            Rule rule = RuleParser.parse(pod.settings(), limits);
            if (rule.isEmpty()) {
                return new Ask.Nothing();
            }
            return rule.objection(pod, limits).<Ask>map(Ask.Malformed::new).orElseGet(() -> new Ask.Ruled(rule));
        } catch (RuleSyntaxException e) {
            return new Ask.Malformed(e.error());
        }
    }
}
