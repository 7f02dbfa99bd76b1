package dev.evenkeel.placement;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Labels;
import dev.evenkeel.cluster.Tally;
import java.util.List;

/**
 * What the ledger keeps of one pod: what it asks for, and the limits and preferences that it therefore shares in. Pods
 * that ask for nothing and that the watch has shown need none.
 */
final class Account {
    final Ask ask;
    /** What else the limits were made from. */
    final Labels labels;

    final List<AntiAffinityTerm> antiAffinity;
    /** Whether there was no room for another group: then it shares in nothing, and the pod waits. */
    final boolean crowdedOut;

    final List<Limit> limits;
    final List<Preference> preferences;
    /** When the pod was first seen. */
    final Moment since;
    /** Whether the watch, not only a filter call, has shown it. */
    final boolean shown;

    private Account(
            Ask ask,
            Labels labels,
            List<AntiAffinityTerm> antiAffinity,
            boolean crowdedOut,
            List<Limit> limits,
            List<Preference> preferences,
            Moment since,
            boolean shown) {
        this.ask = ask;
        this.labels = labels;
        this.antiAffinity = antiAffinity;
        this.crowdedOut = crowdedOut;
        this.limits = List.copyOf(limits);
        this.preferences = List.copyOf(preferences);
        this.since = since;
        this.shown = shown;
    }

    /** An account that shares in what the pod asks for. */
    static Account open(Applicant applicant, List<Limit> limits, List<Preference> preferences, Moment since, boolean shown) {
        return of(applicant, false, limits, preferences, since, shown);
    }

    /** An account of a pod whose group finds no room. */
    static Account crowdedOut(Applicant applicant, Moment since, boolean shown) {
        return of(applicant, true, List.of(), List.of(), since, shown);
    }

    private static Account of(
            Applicant applicant,
            boolean crowdedOut,
            List<Limit> limits,
            List<Preference> preferences,
            Moment since,
            boolean shown) {
        return new Account(
                applicant.ask(),
                applicant.pod().labels(),
                applicant.pod().antiAffinity(),
                crowdedOut,
                limits,
                preferences,
                since,
                shown);
    }

    boolean isSameWish(Applicant applicant) {
        return ask.equals(applicant.ask())
                && labels.equals(applicant.pod().labels())
                && antiAffinity.equals(applicant.pod().antiAffinity());
    }

    Account asShown() {
        return shown ? this : new Account(ask, labels, antiAffinity, crowdedOut, limits, preferences, since, true);
    }

    List<Tally> carriers() {
        return limits.stream().map(limit -> limit.carriers).toList();
    }
}
