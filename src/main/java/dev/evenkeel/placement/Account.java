package dev.evenkeel.placement;

import dev.evenkeel.cluster.Tally;
import java.util.List;

/**
 * What one pod asks for, and the limits and preferences that it therefore shares in.
 *
 * @param applicant the pod as the limits were made from it
 * @param crowdedOut whether there was no room for another group: then it shares in nothing, and the pod waits
 */
record Account(Applicant applicant, boolean crowdedOut, List<Limit> limits, List<Preference> preferences) {
    /** Whether the limits that follow from {@code other} are the same. */
    boolean isSameWish(Applicant other) {
        return applicant.ask().equals(other.ask())
                && applicant.pod().labels().equals(other.pod().labels())
                && applicant.pod().antiAffinity().equals(other.pod().antiAffinity());
    }

    List<Tally> carriers() {
        return limits.stream().map(limit -> limit.carriers).toList();
    }
}
