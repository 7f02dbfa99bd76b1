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
 * Finds the cohorts that a selecting tally may count, and the tallies that may count a new cohort, by namespace and
 * label: neither looks at more than shares a label with what was asked for, unless a selector names no single label. Cohorts
 * of very many labels are found by their namespace only, so that what is kept of a cohort does not outgrow it.
 */
public final class CohortIndex {
    /** A cohort with more labels than that is looked at whichever label of its namespace is asked for. */
    public static final int MOST_INDEXED = 32;

    /** A place to look: everything, a namespace, or one label of a namespace. */
    private record Shelf(String namespace, Optional<Selector.Label> label) {
        static final Shelf EVERYTHING = new Shelf("", Optional.empty());
    }

    private final Map<Cohort.Key, Cohort> cohorts = new HashMap<>();
    private final Map<Shelf, Set<Cohort>> cohortsByShelf = new HashMap<>();
    /** By namespace, the cohorts of more than {@value #MOST_INDEXED} labels. */
    private final Map<String, Set<Cohort>> wide = new HashMap<>();

    private final Map<Shelf, Map<Tally.Key, Tally>> talliesByShelf = new HashMap<>();

    /** The cohort of a pod, with the tallies that count it; made if this is its first pod. */
    Cohort join(Pod pod) {
        return cohorts.computeIfAbsent(Cohort.Key.of(pod), this::open);
    }

    /** To be called when a cohort has lost a pod: an empty one is forgotten. */
    void left(Cohort cohort) {
        if (!cohort.pods.isEmpty()) {
            return;
        }
        cohorts.remove(cohort.key);
        for (Shelf shelf : isWide(cohort.key) ? general(cohort.key) : shelves(cohort.key)) {
            takeOut(cohort, cohortsByShelf, shelf);
        }
        takeOut(cohort, wide, cohort.key.namespace());
    }

    private static <K> void takeOut(Cohort cohort, Map<K, Set<Cohort>> places, K place) {
        places.computeIfPresent(place, (at, there) -> {
            there.remove(cohort);
            return there.isEmpty() ? null : there;
        });
    }

    /** How often cohorts are kept where they are looked for. */
    int entries() {
        return Stream.concat(cohortsByShelf.values().stream(), wide.values().stream())
                .mapToInt(Set::size)
                .sum();
    }

    /** All cohorts that the tally counts, each told to count for it from now on. */
    Collection<Cohort> attach(Tally.Key key, Tally tally) {
        talliesByShelf
                .computeIfAbsent(shelf(key.population()), first -> new LinkedHashMap<>())
                .put(key, tally);
        Collection<Cohort> counted = counted(key.population());
        counted.forEach(cohort -> {
            cohort.tallies.add(tally);
            tally.members(cohort.pods.size());
            tally.unplaced(cohort.unplaced);
        });
        return counted;
    }

    void detach(Tally.Key key, Tally tally) {
        counted(key.population()).forEach(cohort -> cohort.tallies.remove(tally));
        Shelf shelf = shelf(key.population());
        Map<Tally.Key, Tally> shelved = talliesByShelf.getOrDefault(shelf, Map.of());
        shelved.remove(key);
        if (shelved.isEmpty()) {
            talliesByShelf.remove(shelf);
        }
    }

    /** The cohorts whose pods a population includes. */
    Collection<Cohort> counted(Population population) {
        return candidates(population)
                .filter(cohort -> cohort.key.isPartOf(population))
                .toList();
    }

    /** Whether any pod is in both populations; stops at the first. */
    boolean overlap(Population one, Population other) {
        return candidates(one).anyMatch(cohort -> cohort.key.isPartOf(one) && cohort.key.isPartOf(other));
    }

    /** Pods that a population includes, until so many cohorts or pods were looked at. */
    Stream<PodEntry> some(Population population, int lookedAt) {
        return candidates(population)
                .limit(lookedAt)
                .filter(cohort -> cohort.key.isPartOf(population))
                .flatMap(cohort -> cohort.pods.stream())
                .limit(lookedAt);
    }

    /** The cohorts among which are all that a population includes. */
    private Stream<Cohort> candidates(Population population) {
        Shelf shelf = shelf(population);
        Stream<Cohort> shelved = cohortsByShelf.getOrDefault(shelf, Set.of()).stream();
        return shelf.label().isEmpty()
                ? shelved
                : Stream.concat(shelved, wide.getOrDefault(shelf.namespace(), Set.of()).stream());
    }

    private Cohort open(Cohort.Key key) {
        Cohort cohort = new Cohort(key);
        boolean isWide = isWide(key);
        for (Shelf shelf : isWide ? general(key) : shelves(key)) {
            cohortsByShelf
                    .computeIfAbsent(shelf, first -> new LinkedHashSet<>())
                    .add(cohort);
        }
        if (isWide) {
            wide.computeIfAbsent(key.namespace(), first -> new LinkedHashSet<>())
                    .add(cohort);
        }
        for (Shelf shelf : shelves(key)) {
            talliesByShelf.getOrDefault(shelf, Map.of()).forEach((tallyKey, tally) -> {
                if (key.isPartOf(tallyKey.population())) {
                    cohort.tallies.add(tally);
                }
            });
        }
        return cohort;
    }

    private static boolean isWide(Cohort.Key key) {
        return key.labels().size() > MOST_INDEXED;
    }

    /** Where a cohort has to be found whatever its labels. */
    private static List<Shelf> general(Cohort.Key key) {
        return List.of(Shelf.EVERYTHING, new Shelf(key.namespace(), Optional.empty()));
    }

    /** Where the tallies are that may count a cohort, and the cohort itself unless it has too many labels. */
    private static List<Shelf> shelves(Cohort.Key key) {
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
            case Population.Workloads() -> Shelf.EVERYTHING;
        };
    }
}
