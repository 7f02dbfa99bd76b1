package dev.evenkeel.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the cohorts that a selector may match, and the selecting tallies that may match a new cohort, by namespace and
 * label: neither looks at more than shares a label with what was asked for, unless a selector names no single label.
 */
final class CohortIndex {
    private record Place(String namespace, Selector.Label label) {}

    private final Map<Cohort.Key, Cohort> cohorts = new HashMap<>();
    private final Map<Place, Set<Cohort>> cohortsByLabel = new HashMap<>();
    private final Map<String, Set<Cohort>> cohortsByNamespace = new HashMap<>();

    private final Map<Place, Map<Tally.Key, Tally>> talliesByLabel = new HashMap<>();
    private final Map<String, Map<Tally.Key, Tally>> talliesWithoutLabel = new HashMap<>();

    /** The cohort of a pod, with the tallies that match it; made if this is its first pod. */
    Cohort join(Pod pod) {
        return cohorts.computeIfAbsent(Cohort.Key.of(pod), this::open);
    }

    /** To be called when a cohort has lost a pod: an empty one is forgotten. */
    void left(Cohort cohort) {
        if (!cohort.pods.isEmpty()) {
            return;
        }
        String namespace = cohort.key.namespace();
        cohorts.remove(cohort.key);
        removeFrom(cohortsByNamespace, namespace, cohort);
        cohort.key.labels().forEach((key, value) -> removeFrom(cohortsByLabel, place(namespace, key, value), cohort));
    }

    /** All cohorts that the tally's selector matches, each told to count for it from now on. */
    Collection<Cohort> attach(Tally.Key key, Tally tally) {
        key.selector()
                .anchor()
                .map(label ->
                        talliesByLabel.computeIfAbsent(new Place(key.namespace(), label), place -> new HashMap<>()))
                .orElseGet(() -> talliesWithoutLabel.computeIfAbsent(key.namespace(), namespace -> new HashMap<>()))
                .put(key, tally);
        Collection<Cohort> matching = matching(key);
        matching.forEach(cohort -> cohort.tallies.add(tally));
        return matching;
    }

    void detach(Tally.Key key, Tally tally) {
        matching(key).forEach(cohort -> cohort.tallies.remove(tally));
        key.selector()
                .anchor()
                .ifPresentOrElse(
                        label -> removeFrom(talliesByLabel, new Place(key.namespace(), label), key),
                        () -> removeFrom(talliesWithoutLabel, key.namespace(), key));
    }

    private Collection<Cohort> matching(Tally.Key key) {
        Set<Cohort> candidates = key.selector()
                .anchor()
                .map(label -> cohortsByLabel.getOrDefault(new Place(key.namespace(), label), Set.of()))
                .orElseGet(() -> cohortsByNamespace.getOrDefault(key.namespace(), Set.of()));
        return candidates.stream()
                .filter(cohort -> key.selector().matches(cohort.key.labels()))
                .toList();
    }

    private Cohort open(Cohort.Key key) {
        Cohort cohort = new Cohort(key);
        cohortsByNamespace
                .computeIfAbsent(key.namespace(), namespace -> new LinkedHashSet<>())
                .add(cohort);
        addMatching(cohort, talliesWithoutLabel.getOrDefault(key.namespace(), Map.of()));
        key.labels().forEach((label, value) -> {
            Place place = place(key.namespace(), label, value);
            cohortsByLabel
                    .computeIfAbsent(place, anywhere -> new LinkedHashSet<>())
                    .add(cohort);
            addMatching(cohort, talliesByLabel.getOrDefault(place, Map.of()));
        });
        return cohort;
    }

    private static void addMatching(Cohort cohort, Map<Tally.Key, Tally> tallies) {
        tallies.forEach((key, tally) -> {
            if (key.selector().matches(cohort.key.labels())) {
                cohort.tallies.add(tally);
            }
        });
    }

    private static Place place(String namespace, String key, String value) {
        return new Place(namespace, new Selector.Label(key, value));
    }

    private static <K, V> void removeFrom(Map<K, Set<V>> sets, K key, V value) {
        Set<V> set = sets.get(key);
        if (set != null && set.remove(value) && set.isEmpty()) {
            sets.remove(key);
        }
    }

    private static <K> void removeFrom(Map<K, Map<Tally.Key, Tally>> maps, K place, Tally.Key key) {
        Map<Tally.Key, Tally> map = maps.get(place);
        if (map != null) {
            map.remove(key);
            if (map.isEmpty()) {
                maps.remove(place);
            }
        }
    }
}
