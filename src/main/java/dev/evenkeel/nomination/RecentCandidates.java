package dev.evenkeel.nomination;

import dev.evenkeel.api.Candidates;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Pod;

/**
 * The many nodes that kube-scheduler's own plugins have allowed for a pod. They are likely to allow them for pods with
 * the same labels and requests too, since these are made from the same template.
 *
 * @param pod the pod that kube-scheduler asked about
 * @param asked the nodes that it asked about; not to be changed
 * @param until when these are too old to be used
 */
public record RecentCandidates(Pod pod, Candidates asked, Moment until) {
    /** Whether they were asked about too long ago. */
    public boolean isOver(Moment now) {
        return !now.isBefore(until);
    }

    /** Whether the same nodes are likely to be allowed for the other pod. */
    public boolean isAbout(Pod other) {
        return pod.id().namespace().equals(other.id().namespace())
                && pod.labels().equals(other.labels())
                && pod.settings().equals(other.settings())
                && pod.requests().equals(other.requests());
    }
}
