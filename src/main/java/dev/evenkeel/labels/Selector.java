package dev.evenkeel.labels;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A label selector: labels match if they meet every requirement. Without requirements it matches everything.
 *
 * <p>The meaning of each requirement, absent keys included, is that of Requirement.Matches in {@code
 * k8s.io/apimachinery/pkg/labels}. Requirements are kept sorted and without duplicates, so that selectors written in
 * another order are equal.
 */
public record Selector(List<Requirement> requirements) {
    /** Matches all labels. */
    public static final Selector EVERYTHING = new Selector(List.of());

    public Selector {
        requirements = sorted(requirements);
    }

    /** Sorted by text, without duplicates. */
    private static List<Requirement> sorted(List<Requirement> requirements) {
        record Written(String text, Requirement requirement) {}
        List<Written> written = new ArrayList<>(requirements.size());
        requirements.forEach(requirement -> written.add(new Written(requirement.toString(), requirement)));
        written.sort(Comparator.comparing(Written::text));
        List<Requirement> sorted = new ArrayList<>(requirements.size());
        for (Written each : written) {
            if (sorted.isEmpty() || !sorted.getLast().equals(each.requirement())) {
                sorted.add(each.requirement());
            }
        }
        return List.copyOf(sorted);
    }

    /** Requires these labels, and allows any others. */
    public static Selector of(Labels labels) {
        List<Requirement> requirements = new ArrayList<>();
        labels.forEach((key, value) -> requirements.add(new In(key, List.of(value))));
        return new Selector(requirements);
    }

    /** Whether the labels meet every requirement. */
    public boolean matches(Labels labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no labels can match both, since they require different values of one label; may miss other reasons. */
    public boolean excludes(Selector other) {
        Map<String, Set<String>> theirs = other.wanted();
        return wanted().entrySet().stream()
                .anyMatch(wanted -> theirs.containsKey(wanted.getKey())
                        && Collections.disjoint(wanted.getValue(), theirs.getOrDefault(wanted.getKey(), Set.of())));
    }

    /** By key, the values that all requirements on it allow. */
    private Map<String, Set<String>> wanted() {
        Map<String, Set<String>> wanted = new HashMap<>();
        for (Requirement requirement : requirements) {
            if (requirement instanceof In(String key, List<String> values)) {
                wanted.computeIfAbsent(key, first -> new HashSet<>(values)).retainAll(new HashSet<>(values));
            }
        }
        return wanted;
    }

    /** This selector with a further requirement. */
    public Selector and(Requirement requirement) {
        List<Requirement> all = new ArrayList<>(requirements);
        all.add(requirement);
        return new Selector(all);
    }

    /**
     * A label that everything matched carries, to look it up in an index; empty if the selector requires no single
     * value.
     */
    public Optional<Label> anchor() {
        for (Requirement requirement : requirements) {
            if (requirement instanceof In(String key, List<String> values) && values.size() == 1) {
                return Optional.of(new Label(key, values.getFirst()));
            }
        }
        return Optional.empty();
    }

    /** The selector as kubectl writes it: {@code app=web,tier in (a,b),!canary}. */
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }

    /** One key and value. */
    public record Label(String key, String value) {}

    /** One condition on one label key. */
    public sealed interface Requirement {
        /** The label key. */
        String key();

        /** Whether the labels meet it. */
        boolean matches(Labels labels);
    }

    /** The label exists with one of the values, of which there is at least one. */
    public record In(String key, List<String> values) implements Requirement {
        public In {
            values = sortedValues(key, values);
        }

        @Override
        public boolean matches(Labels labels) {
            return labels.get(key).filter(value -> has(values, value)).isPresent();
        }

        @Override
        public String toString() {
            return values.size() == 1 ? key + "=" + values.getFirst() : key + " in (" + String.join(",", values) + ")";
        }
    }

    /** The label does not exist or has none of the values, of which there is at least one. */
    public record NotIn(String key, List<String> values) implements Requirement {
        public NotIn {
            values = sortedValues(key, values);
        }

        @Override
        public boolean matches(Labels labels) {
            return labels.get(key).filter(value -> has(values, value)).isEmpty();
        }

        @Override
        public String toString() {
            return values.size() == 1
                    ? key + "!=" + values.getFirst()
                    : key + " notin (" + String.join(",", values) + ")";
        }
    }

    /** The label exists, with any value. */
    public record Exists(String key) implements Requirement {
        @Override
        public boolean matches(Labels labels) {
            return labels.has(key);
        }

        @Override
        public String toString() {
            return key;
        }
    }

    /** The label does not exist. */
    public record DoesNotExist(String key) implements Requirement {
        @Override
        public boolean matches(Labels labels) {
            return !labels.has(key);
        }

        @Override
        public String toString() {
            return "!" + key;
        }
    }

    private static boolean has(List<String> sorted, String value) {
        return Collections.binarySearch(sorted, value) >= 0;
    }

    private static List<String> sortedValues(String key, List<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a set requirement on " + key + " needs at least one value");
        }
        return List.copyOf(new TreeSet<>(values));
    }
}
