package dev.evenkeel.nomination;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.Pod;

/**
 * The many nodes that kube-scheduler's own plugins let a pod go to. They are likely to let pods of the same labels and requests
 * go there too, since one template makes them.
 *
 * @param pod the one that was asked about
 * @param asked those that were asked about; not to be changed
 * @param until when that is too long ago
 */
public record RecentCandidates(Pod pod, Candidates asked, Moment until) {
    public boolean isOver(Moment now) {
        return !now.isBefore(until);
    }

    /** Whether the other pod is likely to be let go to the same nodes. */
    public boolean isAbout(Pod other) {
        return pod.id().namespace().equals(other.id().namespace())
                && pod.labels().equals(other.labels())
                && pod.settings().equals(other.settings())
                && pod.requests().equals(other.requests());
    }
}
