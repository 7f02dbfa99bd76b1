package dev.evenkeel.placement;

import dev.evenkeel.cluster.Labels;
import dev.evenkeel.cluster.Tally;
import java.util.List;

/**
 * What the ledger keeps of one pod: what it asks for, and the limits and preferences that it therefore shares in. Pods
 * that ask for nothing and that the watch has shown need none.
 */
final class Account {
    final Ask ask;
    /** The labels that the limits were made from. */
    final Labels labels;

    final List<Limit> limits;
    final List<Preference> preferences;
    /** When the pod was first seen. */
    final Moment since;
    /** Whether the watch, not only a filter call, has shown it. */
    final boolean shown;

    Account(Ask ask, Labels labels, List<Limit> limits, List<Preference> preferences, Moment since, boolean shown) {
        this.ask = ask;
        this.labels = labels;
        this.limits = List.copyOf(limits);
        this.preferences = List.copyOf(preferences);
        this.since = since;
        this.shown = shown;
    }

    boolean isSameWish(Applicant applicant) {
        return ask.equals(applicant.ask()) && labels.equals(applicant.pod().labels());
    }

    Account asShown() {
        return shown ? this : new Account(ask, labels, limits, preferences, since, true);
    }

    List<Tally> carriers() {
        return limits.stream().map(limit -> limit.carriers).toList();
    }
}
