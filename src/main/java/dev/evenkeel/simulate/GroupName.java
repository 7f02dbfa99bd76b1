package dev.evenkeel.simulate;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Selector;
import dev.evenkeel.placement.Applicant;
import dev.evenkeel.placement.Ask;
import dev.evenkeel.placement.GroupChoice;
import dev.evenkeel.placement.Rule;

/** What the pods of one group are called on screen: {@code shop app=web}. */
final class GroupName {
    private GroupName() {}

    /** The group that the pod's rule names; without a rule, the one that it would be by default. */
    static String of(Pod pod) {
        Selector group = choice(pod).selector(pod.labels());
        return pod.id().namespace() + " "
                + (group.requirements().isEmpty() ? pod.id().name() : group);
    }

    private static GroupChoice choice(Pod pod) {
        return Applicant.of(pod).ask() instanceof Ask.Ruled(Rule rule) ? rule.group() : new GroupChoice.ByDefault();
    }
}
