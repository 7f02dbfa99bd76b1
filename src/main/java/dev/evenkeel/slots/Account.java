package dev.evenkeel.slots;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.rule.Applicant;
import dev.evenkeel.rule.Ask;
import java.util.List;

/**
 * What one pod asks for, and the limits and preferences that it therefore shares in. Keeps of the pod no more than these follow
 * from, so that it holds for every later version that wishes the same.
 *
 * @param crowdedOut whether there was no room for another group: then it shares in nothing, and the pod waits
 */
public record Account(
        Ask ask,
        Labels labels,
        List<AntiAffinityTerm> antiAffinity,
        boolean crowdedOut,
        List<Limit> limits,
        List<Preference> preferences) {
    static Account of(Ask ask, Pod pod, List<Limit> limits, List<Preference> preferences) {
        return new Account(ask, pod.labels(), pod.antiAffinity(), false, limits, preferences);
    }

    static Account crowdedOut(Ask ask, Pod pod) {
        return new Account(ask, pod.labels(), pod.antiAffinity(), true, List.of(), List.of());
    }

    /** Whether the limits that follow from {@code other} are the same. */
    boolean isSameWish(Applicant other) {
        return ask.equals(other.ask())
                && labels.equals(other.pod().labels())
                && antiAffinity.equals(other.pod().antiAffinity());
    }

    List<Tally> carriers() {
        return limits.stream().map(limit -> limit.carriers).toList();
    }
}
