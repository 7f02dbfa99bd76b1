package dev.evenkeel.rehearse;

import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.GroupChoice;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;

/** What the pods of one group are called on screen: {@code shop app=web}. */
final class GroupName {
    private static final RuleReader RULES = new RuleReader(RuleLimits.DEFAULTS);

    private GroupName() {}

    /** The group that the pod's rule names; without a rule, the one that it would be by default. */
    static String of(Pod pod) {
        Selector group = choice(pod).selector(pod.labels());
        return pod.id().namespace() + " "
                + (group.requirements().isEmpty() ? pod.id().name() : group);
    }

    private static GroupChoice choice(Pod pod) {
        return RULES.read(pod).ask() instanceof ParsedRule.Ruled(Rule rule)
                ? rule.group()
                : new GroupChoice.ByDefault();
    }
}
