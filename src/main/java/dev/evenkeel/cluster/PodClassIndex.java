package dev.evenkeel.cluster;

import dev.evenkeel.labels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the podClasses that a selecting tally may count, and the tallies that may count a new podClass, by namespace and
 * label: neither looks at more than shares a label with what was asked for, unless a selector names no single label. Cohorts
 * of very many labels are found by their namespace only, so that what is kept of a podClass does not outgrow it.
 */
public final class PodClassIndex {
    /** A podClass with more labels than that is looked at whichever label of its namespace is asked for. */
    public static final int MOST_INDEXED = 32;

    /** A place to look: everything, a namespace, or one label of a namespace. */
    private record Shelf(String namespace, Optional<Selector.Label> label) {
        static final Shelf EVERYTHING = new Shelf("", Optional.empty());
    }

    private final Map<PodClass.Key, PodClass> podClasses = new HashMap<>();
    private final Map<Shelf, Set<PodClass>> classesByShelf = new HashMap<>();
    /** By namespace, the podClasses of more than {@value #MOST_INDEXED} labels. */
    private final Map<String, Set<PodClass>> wide = new HashMap<>();

    private final Map<Shelf, Map<Tally.Key, Tally>> talliesByShelf = new HashMap<>();

    /** The podClass of a pod, with the tallies that count it; made if this is its first pod. */
    PodClass join(Pod pod) {
        return podClasses.computeIfAbsent(PodClass.Key.of(pod), this::open);
    }

    /** To be called when a podClass has lost a pod: an empty one is forgotten. */
    void left(PodClass podClass) {
        if (!podClass.pods.isEmpty()) {
            return;
        }
        podClasses.remove(podClass.key);
        for (Shelf shelf : isWide(podClass.key) ? general(podClass.key) : shelves(podClass.key)) {
            takeOut(podClass, classesByShelf, shelf);
        }
        takeOut(podClass, wide, podClass.key.namespace());
    }

    private static <K> void takeOut(PodClass podClass, Map<K, Set<PodClass>> places, K place) {
        places.computeIfPresent(place, (at, there) -> {
            there.remove(podClass);
            return there.isEmpty() ? null : there;
        });
    }

    /** How often podClasses are kept where they are looked for. */
    int entries() {
        return Stream.concat(classesByShelf.values().stream(), wide.values().stream())
                .mapToInt(Set::size)
                .sum();
    }

    /** All podClasses that the tally counts, each told to count for it from now on. */
    Collection<PodClass> attach(Tally.Key key, Tally tally) {
        talliesByShelf
                .computeIfAbsent(shelf(key.population()), first -> new LinkedHashMap<>())
                .put(key, tally);
        Collection<PodClass> counted = counted(key.population());
        counted.forEach(podClass -> {
            podClass.tallies.add(tally);
            tally.members(podClass.pods.size());
            tally.unplaced(podClass.unplaced);
        });
        return counted;
    }

    void detach(Tally.Key key, Tally tally) {
        counted(key.population()).forEach(podClass -> podClass.tallies.remove(tally));
        Shelf shelf = shelf(key.population());
        Map<Tally.Key, Tally> shelved = talliesByShelf.getOrDefault(shelf, Map.of());
        shelved.remove(key);
        if (shelved.isEmpty()) {
            talliesByShelf.remove(shelf);
        }
    }

    /** The podClasses whose pods a population includes. */
    Collection<PodClass> counted(Population population) {
        return candidates(population)
                .filter(podClass -> podClass.key.isPartOf(population))
                .toList();
    }

    /** Whether any pod is in both populations; stops at the first. */
    boolean overlap(Population one, Population other) {
        return candidates(one).anyMatch(podClass -> podClass.key.isPartOf(one) && podClass.key.isPartOf(other));
    }

    /** Pods that a population includes, until so many podClasses or pods were looked at. */
    Stream<PodEntry> some(Population population, int lookedAt) {
        return candidates(population)
                .limit(lookedAt)
                .filter(podClass -> podClass.key.isPartOf(population))
                .flatMap(podClass -> podClass.pods.stream())
                .limit(lookedAt);
    }

    /** The podClasses among which are all that a population includes. */
    private Stream<PodClass> candidates(Population population) {
        Shelf shelf = shelf(population);
        Stream<PodClass> shelved = classesByShelf.getOrDefault(shelf, Set.of()).stream();
        return shelf.label().isEmpty()
                ? shelved
                : Stream.concat(shelved, wide.getOrDefault(shelf.namespace(), Set.of()).stream());
    }

    private PodClass open(PodClass.Key key) {
        PodClass podClass = new PodClass(key);
        boolean isWide = isWide(key);
        for (Shelf shelf : isWide ? general(key) : shelves(key)) {
            classesByShelf
                    .computeIfAbsent(shelf, first -> new LinkedHashSet<>())
                    .add(podClass);
        }
        if (isWide) {
            wide.computeIfAbsent(key.namespace(), first -> new LinkedHashSet<>())
                    .add(podClass);
        }
        for (Shelf shelf : shelves(key)) {
            talliesByShelf.getOrDefault(shelf, Map.of()).forEach((tallyKey, tally) -> {
                if (key.isPartOf(tallyKey.population())) {
                    podClass.tallies.add(tally);
                }
            });
        }
        return podClass;
    }

    private static boolean isWide(PodClass.Key key) {
        return key.labels().size() > MOST_INDEXED;
    }

    /** Where a podClass has to be found whatever its labels. */
    private static List<Shelf> general(PodClass.Key key) {
        return List.of(Shelf.EVERYTHING, new Shelf(key.namespace(), Optional.empty()));
    }

    /** Where the tallies are that may count a podClass, and the podClass itself unless it has too many labels. */
    private static List<Shelf> shelves(PodClass.Key key) {
        List<Shelf> shelves = new ArrayList<>(general(key));
        key.labels()
                .forEach((label, value) ->
                        shelves.add(new Shelf(key.namespace(), Optional.of(new Selector.Label(label, value)))));
        return shelves;
    }

    /** The one place where all that a population may count can be found. */
    private static Shelf shelf(Population population) {
        return switch (population) {
            case Population.Matching(String namespace, Selector selector) -> new Shelf(namespace, selector.anchor());
            case Population.AllButNodePods() -> Shelf.EVERYTHING;
        };
    }
}
