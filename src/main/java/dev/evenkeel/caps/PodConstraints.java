package dev.evenkeel.caps;

import dev.evenkeel.cluster.Tally;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.AntiAffinityTerm;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.PodInfo;
import java.util.List;

/**
 * What one pod asks for, and the caps and preferences that it therefore shares in. Keeps of the pod no more than these follow
 * from, so that it holds for every later version that targets the same.
 *
 * @param crowdedOut whether there was no room for another group: then it shares in nothing, and the pod waits
 */
public record PodConstraints(
        ParsedRule ask,
        Labels labels,
        List<AntiAffinityTerm> antiAffinity,
        boolean crowdedOut,
        List<CapUsage> usages,
        List<Preference> preferences) {
    static PodConstraints of(ParsedRule ask, Pod pod, List<CapUsage> usages, List<Preference> preferences) {
        return new PodConstraints(ask, pod.labels(), pod.antiAffinity(), false, usages, preferences);
    }

    static PodConstraints crowdedOut(ParsedRule ask, Pod pod) {
        return new PodConstraints(ask, pod.labels(), pod.antiAffinity(), true, List.of(), List.of());
    }

    /** Whether the caps that follow from {@code other} are the same. */
    public boolean asksTheSame(PodInfo other) {
        return ask.equals(other.ask())
                && labels.equals(other.pod().labels())
                && antiAffinity.equals(other.pod().antiAffinity());
    }

    /** The tallies that count the pod as a carrier. */
    public List<Tally> carriers() {
        return usages.stream().map(usage -> usage.carriers()).toList();
    }
}
