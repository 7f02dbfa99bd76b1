package dev.evenkeel.cluster;

import dev.evenkeel.labels.LabelIndex;
import dev.evenkeel.objects.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The classes of pods that there are, and the tallies that count each. */
final class PodClassIndex {
    private final Map<PodClass.Key, PodClass> classes = new HashMap<>();
    private final LabelIndex<PodClass, Counting> index = new LabelIndex<>();

    /** A tally, and what it counts. */
    private record Counting(Tally.Key key, Tally tally) {}

    /** The class of a pod, with the tallies that count it; made if this is its first pod. */
    PodClass join(Pod pod) {
        return classes.computeIfAbsent(PodClass.Key.of(pod), this::open);
    }

    private PodClass open(PodClass.Key key) {
        PodClass podClass = new PodClass(key);
        index.add(podClass, key.namespace(), key.labels());
        index.selectors(key.namespace(), key.labels())
                .filter(counting -> key.isPartOf(counting.key.population()))
                .forEach(counting -> podClass.tallies.add(counting.tally));
        return podClass;
    }

    /** To be called when a class has lost a pod: an empty one is forgotten. */
    void left(PodClass podClass) {
        if (podClass.pods.isEmpty()) {
            classes.remove(podClass.key);
            index.remove(podClass, podClass.key.namespace(), podClass.key.labels());
        }
    }

    /** All classes that the tally counts; from now on they count for it. */
    Collection<PodClass> attach(Tally.Key key, Tally tally) {
        index.addSelector(new Counting(key, tally), key.population().place());
        Collection<PodClass> counted = counted(key.population());
        counted.forEach(podClass -> {
            podClass.tallies.add(tally);
            tally.members(podClass.pods.size());
            tally.unplaced(podClass.unplaced);
        });
        return counted;
    }

    /** The tally counts no more. */
    void detach(Tally.Key key, Tally tally) {
        counted(key.population()).forEach(podClass -> podClass.tallies.remove(tally));
        index.removeSelector(new Counting(key, tally), key.population().place());
    }

    /** The classes whose pods a population includes. */
    Collection<PodClass> counted(Population population) {
        return index.things(population.place())
                .filter(podClass -> podClass.key.isPartOf(population))
                .toList();
    }

    /** Whether any pod is in both populations; stops at the first. */
    boolean overlap(Population one, Population other) {
        return index.things(one.place())
                .anyMatch(podClass -> podClass.key.isPartOf(one) && podClass.key.isPartOf(other));
    }

    /** Pods that a population includes, until so many classes or pods were looked at. */
    Stream<PodEntry> some(Population population, int lookedAt) {
        return index.things(population.place())
                .limit(lookedAt)
                .filter(podClass -> podClass.key.isPartOf(population))
                .flatMap(podClass -> podClass.pods.stream())
                .limit(lookedAt);
    }

    /** How often classes are kept where they are looked for. */
    int entries() {
        return index.entries();
    }
}
