package dev.evenkeel.cluster;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.objects.Pod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The pods of one namespace that carry the same labels. A selector matches all of them or none, so it is evaluated once
 * a podClass rather than once a pod, and a pod's event goes straight to the tallies that count its class.
 */
final class PodClass {
    /** What makes two pods of one class. */
    record Key(String namespace, Labels labels, boolean belongsToNode) {
        static Key of(Pod pod) {
            return new Key(pod.id().namespace(), pod.labels(), pod.belongsToNode());
        }

        boolean isPartOf(Population population) {
            return population.includes(namespace, labels, belongsToNode);
        }
    }

    final Key key;
    final Set<PodEntry> pods = new LinkedHashSet<>();
    /** How many of them have no place, those left out that are to be placed by somebody else's scheduler. */
    int unplaced;
    /** Exactly the live selecting tallies whose selector matches. */
    final List<Tally> tallies = new ArrayList<>(1);

    PodClass(Key key) {
        this.key = key;
    }

    void add(PodEntry entry) {
        pods.add(entry);
        tallies.forEach(tally -> tally.members(1));
    }

    void remove(PodEntry entry) {
        pods.remove(entry);
        tallies.forEach(tally -> tally.members(-1));
    }

    /** Something is another of this pod. */
    void note(PodEntry entry) {
        tallies.forEach(tally -> tally.note(entry));
    }

    /** So many more of its pods have no place. */
    void unplaced(int more) {
        unplaced += more;
        tallies.forEach(tally -> tally.unplaced(more));
    }
}
