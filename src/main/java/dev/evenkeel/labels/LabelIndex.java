package dev.evenkeel.labels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the things that a selector may match, and the selectors that may match a thing, by namespace and label: neither looks
 * at more than shares a label with what was asked for, unless a selector names no single label. Things of very many labels are
 * found by their namespace only, so that what is kept of a thing does not outgrow it. Whether a selector matches is up to the
 * caller.
 *
 * @param <T> a thing with labels
 * @param <S> what a selector stands for
 */
public final class LabelIndex<T, S> {
    /** A thing with more labels than that is looked at whichever label of its namespace is asked for. */
    public static final int MOST_INDEXED = 32;

    private final Map<Place, Set<T>> things = new HashMap<>();
    /** By namespace, the things of more than {@value #MOST_INDEXED} labels. */
    private final Map<String, Set<T>> wide = new HashMap<>();

    private final Map<Place, Set<S>> selectors = new HashMap<>();

    /**
     * Where a selector looks: everywhere, in a namespace, or at one label of a namespace.
     *
     * @param namespace empty for all of them
     */
    public record Place(String namespace, Optional<Selector.Label> label) {
        public static final Place EVERYWHERE = new Place("", Optional.empty());

        /** The one place where all that a selector may match can be found. */
        public static Place of(String namespace, Selector selector) {
            return new Place(namespace, selector.anchor());
        }
    }

    /** Adds a thing. */
    public void add(T thing, String namespace, Labels labels) {
        for (Place place : kept(namespace, labels)) {
            things.computeIfAbsent(place, first -> new LinkedHashSet<>()).add(thing);
        }
        if (isWide(labels)) {
            wide.computeIfAbsent(namespace, first -> new LinkedHashSet<>()).add(thing);
        }
    }

    /** Takes out a thing that was added with these labels. */
    public void remove(T thing, String namespace, Labels labels) {
        kept(namespace, labels).forEach(place -> takeOut(thing, things, place));
        takeOut(thing, wide, namespace);
    }

    /** Adds what a selector stands for that looks there. */
    public void addSelector(S selector, Place place) {
        selectors.computeIfAbsent(place, first -> new LinkedHashSet<>()).add(selector);
    }

    /** Takes out what was added for that place. */
    public void removeSelector(S selector, Place place) {
        takeOut(selector, selectors, place);
    }

    private static <K, E> void takeOut(E each, Map<K, Set<E>> places, K place) {
        places.computeIfPresent(place, (at, there) -> {
            there.remove(each);
            return there.isEmpty() ? null : there;
        });
    }

    /** The things among which are all that a selector matches that looks there. */
    public Stream<T> things(Place place) {
        Stream<T> there = things.getOrDefault(place, Set.of()).stream();
        return place.label().isEmpty()
                ? there
                : Stream.concat(there, wide.getOrDefault(place.namespace(), Set.of()).stream());
    }

    /** The selectors among which are all that match a thing of these labels. */
    public Stream<S> selectors(String namespace, Labels labels) {
        return places(namespace, labels).stream().flatMap(place -> selectors.getOrDefault(place, Set.of()).stream());
    }

    /** How often things are kept where they are looked for. */
    public int entries() {
        return Stream.concat(things.values().stream(), wide.values().stream())
                .mapToInt(Set::size)
                .sum();
    }

    private static boolean isWide(Labels labels) {
        return labels.size() > MOST_INDEXED;
    }

    private static List<Place> kept(String namespace, Labels labels) {
        return isWide(labels) ? general(namespace) : places(namespace, labels);
    }

    /** Where a thing has to be found whatever its labels. */
    private static List<Place> general(String namespace) {
        return List.of(Place.EVERYWHERE, new Place(namespace, Optional.empty()));
    }

    private static List<Place> places(String namespace, Labels labels) {
        List<Place> places = new ArrayList<>(general(namespace));
        labels.forEach(
                (label, value) -> places.add(new Place(namespace, Optional.of(new Selector.Label(label, value)))));
        return places;
    }
}
